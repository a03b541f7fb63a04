package io.parley.velo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The chat widget as somebody uses it who sits at a browser. */
final class Widget implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final Dimension DESKTOP = new Dimension(1100, 820);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String AXE = read("axe.min.js");

    private final ChromeDriver driver;
    private final String url;

    Widget(String url, Path profile) {
        this.url = url;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium").orElseThrow().toString());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--force-prefers-reduced-motion",
                "--user-data-dir=" + profile);
        LoggingPreferences logged = new LoggingPreferences();
        logged.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logged);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver").orElseThrow().toFile())
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(DESKTOP);
    }

    static boolean isPossible() {
        return program("chromium").isPresent() && program("chromedriver").isPresent();
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** As a visitor who has never been here. */
    void openAnew() {
        driver.get(url);
        script("localStorage.clear(); sessionStorage.clear();");
        reload();
    }

    void reload() {
        driver.navigate().refresh();
        until("the page listens", () -> host().getDomAttribute("ready") != null);
    }

    /** What the page's scripts failed with since this was asked last; not what the network did. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().equals(Level.SEVERE))
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("net::ERR_"))
                .toList();
    }

    /** Does something in a second tab, which is closed then. */
    void inAnotherTab(Runnable work) {
        String first = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(url);
        until("the page listens", () -> host().getDomAttribute("ready") != null);
        work.run();
        driver.close();
        driver.switchTo().window(first);
    }

    void set(String attribute, String value) {
        script("document.querySelector('parley-chat').setAttribute(arguments[0], arguments[1])", attribute, value);
    }

    WebElement launcher() {
        return part(".launcher");
    }

    WebElement input() {
        return part("textarea");
    }

    void launch() {
        launcher().click();
    }

    void write(String text) {
        input().sendKeys(text + Keys.ENTER);
    }

    /** What stands in the bubbles, oldest first. */
    List<String> bubbles() {
        return texts(".bubble");
    }

    /** What stands below the bubbles: who, when, and what became of it. */
    List<String> metas() {
        return texts(".item:not(.note) > .meta");
    }

    List<String> notes() {
        return texts(".item.note");
    }

    String status() {
        return part("[role=status]").getText();
    }

    Optional<WebElement> retry() {
        return parts(".retry").stream().findFirst();
    }

    List<WebElement> parts(String selector) {
        return shadow().findElements(By.cssSelector(selector));
    }

    WebElement part(String selector) {
        return shadow().findElement(By.cssSelector(selector));
    }

    private List<String> texts(String selector) {
        return parts(selector).stream().map(WebElement::getText).toList();
    }

    private SearchContext shadow() {
        return host().getShadowRoot();
    }

    private WebElement host() {
        return driver.findElement(By.cssSelector("parley-chat"));
    }

    /** What has the focus within the widget, by tag and class. */
    String focus() {
        return (String) script("const at = document.querySelector('parley-chat').shadowRoot.activeElement;"
                + " return at ? at.tagName.toLowerCase() + (at.className ? '.' + at.className : '') : ''");
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(String.join("", keys)).perform();
    }

    void pressShift(Keys key) {
        new Actions(driver).keyDown(Keys.SHIFT).sendKeys(key).keyUp(Keys.SHIFT).perform();
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void offline(boolean offline) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** @param scheme what the visitor's system prefers */
    void look(int width, int height, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void lookAsBefore() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }

    /** Keeps a picture, and looks for what shuts people out: axe-core's rules, the best practices included. */
    List<String> violations(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        script(AXE);
        Object found = driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + " axe.run(document).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')"
                + " + ' ' + n.failureSummary).join('; '))), e => done(['axe failed: ' + e]))");
        return ((List<?>) found).stream().map(Object::toString).toList();
    }

    void until(String what, BooleanSupplier condition) {
        until(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    private <T> T until(String what, Supplier<Optional<T>> value) {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            try {
                Optional<T> found = value.get();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (StaleElementReferenceException e) {
                // What was there has been drawn anew.
            }
        }
        throw new AssertionError(what + "; there is: " + bubbles() + metas() + notes() + " [" + status() + "]");
    }

    private static String read(String resource) {
        try (InputStream in = Widget.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
