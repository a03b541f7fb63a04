<# : batch portion
@echo off
rem Runs the Maven version that .mvn\wrapper\maven-wrapper.properties names, with
rem the arguments given. The first run fetches that version, checks its SHA-256 and
rem keeps it below MAVEN_USER_HOME or .m2 of the user; later runs are offline. It is
rem fetched by its coordinates with the mvn on the PATH, or where there is none,
rem from the archive of the Apache Software Foundation.
setlocal EnableExtensions DisableDelayedExpansion
set "MVNW_VERSION="
set "MVNW_SHA256="
for /f "usebackq eol=# tokens=1,2 delims== " %%A in ("%~dp0.mvn\wrapper\maven-wrapper.properties") do (
  if "%%A"=="mavenVersion" set "MVNW_VERSION=%%B"
  if "%%A"=="mavenSha256" set "MVNW_SHA256=%%B"
)
if not defined MVNW_VERSION echo mvnw: no mavenVersion in .mvn\wrapper\maven-wrapper.properties>&2& exit /b 1
if not defined MVNW_SHA256 echo mvnw: no mavenSha256 in .mvn\wrapper\maven-wrapper.properties>&2& exit /b 1
set "MVNW_DISTS=%USERPROFILE%\.m2\wrapper\dists"
if defined MAVEN_USER_HOME set "MVNW_DISTS=%MAVEN_USER_HOME%\wrapper\dists"
set "MVNW_HOME=%MVNW_DISTS%\apache-maven-%MVNW_VERSION%"
if exist "%MVNW_HOME%\bin\mvn.cmd" goto run
rem Left set, the first would lead the other mvn to this project, and the second,
rem when set by a newer PowerShell, would hide Get-FileHash.
set "MAVEN_BASEDIR="
set "PSModulePath="
set "MVNW_SCRIPT=%~f0"
powershell -NoProfile -ExecutionPolicy Bypass -Command "& ([ScriptBlock]::Create((Get-Content -Raw -LiteralPath $env:MVNW_SCRIPT)))"
if errorlevel 1 exit /b 1
:run
endlocal & "%MVNW_HOME%\bin\mvn.cmd" %*
echo mvnw: cannot start Maven>&2
exit /b 1
: end batch / begin PowerShell #>

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$version = $env:MVNW_VERSION
$expected = $env:MVNW_SHA256
$name = "apache-maven-$version"
$zip = "$name-bin.zip"
$temp = $null
$failure = $null

# Copies the zip into the current folder with the given mvn, and returns its output.
function Copy-Distribution($mvn, $options) {
  if (Test-Path -LiteralPath $zip) { Remove-Item -LiteralPath $zip }
  & $mvn -B -q '-Dstyle.color=never' 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy' `
    "-Dartifact=org.apache.maven:apache-maven:${version}:zip:bin" '-DoutputDirectory=.' $options
}

function Get-Hash {
  if (Test-Path -LiteralPath $zip) { (Get-FileHash -Algorithm SHA256 -LiteralPath $zip).Hash.ToLowerInvariant() }
}

try {
  $dists = [IO.Path]::GetFullPath($env:MVNW_DISTS)
  $target = Join-Path $dists $name
  $temp = Join-Path $dists (".$name." + [Guid]::NewGuid().ToString('N'))
  # Maven looks for .mvn upwards from where it runs: this one keeps it from the project's.
  [void][IO.Directory]::CreateDirectory((Join-Path $temp '.mvn'))
  Set-Location -LiteralPath $temp

  [Console]::Error.WriteLine("mvnw: fetching Apache Maven $version")
  $mvn = Get-Command mvn.cmd -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
  if ($mvn) {
    # Runs at the same time can trip over each other in the local repository, or it
    # holds a damaged zip: the second try has a repository of its own.
    $output = Copy-Distribution $mvn.Path @()
    if ((Get-Hash) -ne $expected) { $output = Copy-Distribution $mvn.Path @('-Dmaven.repo.local=repository') }
    if (-not (Test-Path -LiteralPath $zip)) {
      $reason = $output | Select-String -SimpleMatch '[ERROR]' | Select-Object -First 1
      if (-not $reason) { $reason = $output | Select-Object -Last 1 }
      throw "mvn cannot fetch Apache Maven ${version}: $reason"
    }
  } else {
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    $url = "https://archive.apache.org/dist/maven/maven-$($version.Split('.')[0])/$version/binaries/$zip"
    try { Invoke-WebRequest -UseBasicParsing -Uri $url -OutFile $zip }
    catch { throw "cannot download ${url}: $($_.Exception.Message)" }
  }

  $actual = Get-Hash
  if ($actual -ne $expected) { throw "wrong SHA-256 of ${zip}: expected $expected, actual $actual" }
  Expand-Archive -LiteralPath $zip -DestinationPath .
  # Fails where another run was faster, which is fine.
  try { [IO.Directory]::Move((Join-Path $temp $name), $target) }
  catch { if (-not (Test-Path -LiteralPath (Join-Path $target 'bin\mvn.cmd'))) { throw } }
} catch {
  $failure = $_.Exception.Message
} finally {
  if ($temp -and (Test-Path -LiteralPath $temp)) {
    Set-Location -LiteralPath $dists
    Remove-Item -LiteralPath $temp -Recurse -Force -ErrorAction SilentlyContinue
  }
}
if ($failure) {
  [Console]::Error.WriteLine("mvnw: $failure")
  exit 1
}
exit 0
