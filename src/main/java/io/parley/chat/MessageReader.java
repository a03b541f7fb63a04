package io.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Caller;
import io.parley.edge.Problem;
import io.parley.edge.Refusal;
import io.parley.edge.access.SessionTicket;
import io.parley.guard.InputGuard;
import io.parley.turn.Digests;
import io.parley.turn.IpAddress;
import io.parley.turn.Language;
import io.parley.turn.Message;
import io.parley.turn.MessageId;
import io.parley.turn.SessionId;
import io.parley.turn.SiteId;
import io.parley.turn.TypedContext;
import io.parley.turn.TypedContext.Account;
import io.parley.turn.TypedContext.Environment;
import io.parley.turn.TypedContext.Order;
import io.parley.turn.TypedContext.Plan;
import io.parley.turn.VisibleText;
import io.parley.turn.Visitor;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The body of {@code POST /chat}, read by the contract: a {@link Message}, or everything that is wrong with it. */
final class MessageReader {
    static final String ID_RULE = "must be 1..64 of A-Z a-z 0-9 _ -";
    private static final String NOT_OF_TICKET = "is not the one of the session ticket";
    static final String SAID_BY_TICKET = "is said by the session ticket alone";
    private static final int SHORT_MAX = 64;
    private static final int NAME_MAX = 128;
    private static final int FACT_MAX = 256;
    private static final int URL_MAX = 512;
    private static final int LOCALE_MAX = 35;
    private static final int IP_MAX = 45;

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*");
    private static final Pattern FACT_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,32}");
    private static final Pattern URL = Pattern.compile("https?://[^\\x00-\\x20\\x7F-\\x9F\\u2028\\u2029<>\"]+");

    private MessageReader() {}

    /**
     * @param caller a backend is believed what it says of visitor and context; a browser only what its session ticket says
     * @throws Refusal 422 that names every member that is wrong
     */
    static Message read(JsonNode body, Caller caller, SiteId site, Language siteLanguage) {
        MemberReader root = new MemberReader(body);
        root.onlyKnown(Set.of("sessionId", "messageId", "text", "visitor", "context"));
        String session = root.required("sessionId", SessionId.CHARACTERS_MAX, SessionId::isValid, ID_RULE);
        String message = root.required("messageId", MessageId.CHARACTERS_MAX, MessageId::isValid, ID_RULE);
        String text = text(root);
        Visitor visitor = root.object("visitor").map(MessageReader::visitor).orElse(Visitor.UNKNOWN);
        TypedContext context =
                root.object("context").map(MessageReader::context).orElse(TypedContext.EMPTY);
        if (caller instanceof Caller.Backend backend) {
            requireSigned(root, message, backend);
        } else if (caller instanceof Caller.Browser browser) {
            SessionTicket ticket = browser.ticket();
            requireOf(ticket, root, session);
            root.require(visitor.equals(Visitor.UNKNOWN), "visitor", SAID_BY_TICKET);
            root.require(
                    context.saysOnlyWhereAndInWhichLanguage(),
                    "context",
                    SAID_BY_TICKET + ", but for locale and environment");
            visitor = new Visitor(ticket.visitor().map(InputGuard::normalised), browser.address());
            context = root.said(ticket.context())
                    .map(MessageReader::context)
                    .orElse(TypedContext.EMPTY)
                    .with(context);
        }
        if (!root.errors().isEmpty()) {
            throw new Refusal(Problem.unprocessable(root.errors()));
        }
        Language language =
                Optional.ofNullable(context.locale()).flatMap(Language::of).orElse(siteLanguage);
        return new Message(
                site, new SessionId(session), new MessageId(message), text, visitor, context, language, digest(text));
    }

    /** Of the text alone: what the site knows of its visitor may have changed when the message is sent again. */
    private static String digest(String text) {
        byte[] digest = Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    static void requireSigned(MemberReader root, String message, Caller.Backend backend) {
        boolean signed =
                message.isEmpty() || backend.webhookId().map(message::equals).orElse(true);
        root.require(signed, "messageId", "must be the same as the header webhook-id");
    }

    static void requireOf(SessionTicket ticket, MemberReader root, String session) {
        root.require(ticket.session().value().equals(session), "sessionId", NOT_OF_TICKET);
    }

    /** The limit counts what is left of the text once it is trimmed and normalised; until then the body's own limit bounds it. */
    private static String text(MemberReader root) {
        int errors = root.errors().size();
        String text = root.required(
                "text",
                Integer.MAX_VALUE,
                MessageReader::isWriting,
                "must not hold control characters but \\n and \\t");
        String normalised = InputGuard.normalised(text.strip());
        if (root.errors().size() == errors && VisibleText.isBlank(normalised)) {
            root.wrong("text", "must not be blank");
        }
        if (normalised.codePointCount(0, normalised.length()) > Message.TEXT_CODE_POINTS_MAX) {
            root.wrong("text", "must have at most " + Message.TEXT_CODE_POINTS_MAX + " characters");
        }
        return normalised;
    }

    private static boolean isWriting(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    }

    static Visitor visitor(MemberReader visitor) {
        visitor.onlyKnown(Set.of("id", "ip"));
        return new Visitor(
                Optional.ofNullable(visitor.optional("id", Visitor.ID_CHARACTERS_MAX)),
                visitor.text("ip", IP_MAX, IpAddress::isValid, "must be an IPv4 or IPv6 address")
                        .map(IpAddress::canonical));
    }

    private static TypedContext context(MemberReader context) {
        context.onlyKnown(Set.of("locale", "plan", "account", "order", "environment", "facts"));
        return new TypedContext(
                matching(context, "locale", LOCALE_MAX, LOCALE, "must be a BCP 47 tag such as en-GB"),
                context.object("plan").map(MessageReader::plan).orElse(null),
                context.object("account").map(MessageReader::account).orElse(null),
                context.object("order").map(MessageReader::order).orElse(null),
                context.object("environment").map(MessageReader::environment).orElse(null),
                context.object("facts").map(MessageReader::facts).orElse(Map.of()));
    }

    private static Plan plan(MemberReader plan) {
        plan.onlyKnown(Set.of("name", "status", "renewsOn"));
        return new Plan(plan.optional("name", NAME_MAX), plan.optional("status", SHORT_MAX), date(plan, "renewsOn"));
    }

    private static Account account(MemberReader account) {
        account.onlyKnown(Set.of("memberId", "name", "email", "memberSince"));
        return new Account(
                account.optional("memberId", NAME_MAX),
                account.optional("name", NAME_MAX),
                account.optional("email", FACT_MAX),
                date(account, "memberSince"));
    }

    private static Order order(MemberReader order) {
        order.onlyKnown(Set.of("number", "status", "total", "placedOn", "trackingUrl"));
        return new Order(
                order.optional("number", SHORT_MAX),
                order.optional("status", SHORT_MAX),
                order.optional("total", SHORT_MAX),
                date(order, "placedOn"),
                matching(order, "trackingUrl", URL_MAX, URL, "must be an http or https URL"));
    }

    private static Environment environment(MemberReader environment) {
        environment.onlyKnown(Set.of("page", "device"));
        return new Environment(environment.optional("page", URL_MAX), environment.optional("device", SHORT_MAX));
    }

    private static Map<String, String> facts(MemberReader facts) {
        Map<String, String> values = new LinkedHashMap<>();
        facts.names().forEachRemaining(name -> {
            if (!FACT_NAME.matcher(name).matches()) {
                facts.wrong(name, "a fact's name must be 1..32 of A-Z a-z 0-9 _ . -");
            }
            String value = facts.optional(name, FACT_MAX);
            if (value != null) {
                values.put(name, value);
            }
        });
        if (facts.size() > TypedContext.FACTS_MAX) {
            facts.wrong("must have at most " + TypedContext.FACTS_MAX + " members");
        }
        return Collections.unmodifiableMap(values);
    }

    private static String date(MemberReader part, String member) {
        return part.text(member, SHORT_MAX, MessageReader::isDate, "must be a date such as 2026-12-01")
                .orElse(null);
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return DATE.matcher(text).matches();
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static String matching(MemberReader part, String member, int max, Pattern pattern, String detail) {
        return part.text(member, max, v -> pattern.matcher(v).matches(), detail).orElse(null);
    }
}
