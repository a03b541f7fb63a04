#!/bin/bash
# Has the function start and answer one message, without Redis and model, and keeps the classes that it loaded for that: a JVM that is
# given the archive need not find, read and verify them again.
#
#   archive.sh <directory of quarkus-run.jar> <archive> <option that has the JVM write it> [option of the JVM]...
#
# That option is -XX:AOTCacheOutput=<archive> from JDK 25 on, -XX:ArchiveClassesAtExit=<archive> before. The JVM must be the one that will
# read it, and the directory the one that it will run from.
set -euo pipefail
app=$1 archive=$2
shift 2

port=${ARCHIVE_PORT:-18080}
OPENAI_API_KEY=none PARLEY_AUTH_REQUIRED=false PARLEY_REDIS_URL=redis://127.0.0.1:1 PARLEY_MODEL_URL=http://127.0.0.1:1/v1 \
  PORT=$port QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_MANAGEMENT_PORT=$((port + 1)) QUARKUS_MANAGEMENT_HOST=127.0.0.1 \
  java "$@" -jar "$app/quarkus-run.jar" > "$archive.log" 2>&1 &
function=$!

body='{"sessionId":"s","messageId":"m","text":"Where is my order?"}'
ask() {
  exec 3<> "/dev/tcp/127.0.0.1/$port" &&
    printf 'POST /chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
      "${#body}" "$body" >&3 &&
    grep -q '"outcome":"fallback"' <&3
}
for _ in {1..300}; do
  if (ask) 2> /dev/null; then
    kill "$function"
    wait "$function" || true
    [[ -s $archive ]] && rm "$archive.log" && exit
    break
  fi
  kill -0 "$function" 2> /dev/null || break
  sleep 0.1
done
cat "$archive.log" >&2
echo "$archive was not made" >&2
kill "$function" 2> /dev/null || true
exit 1
