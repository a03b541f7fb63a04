package io.parley.guard;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What in an answer is called the number of an order, an invoice, a parcel or a customer. */
final class OrderNumbers {
    /** All of it, or none: a part of a number is another number. */
    private static final String NUMBER =
            "((?=[A-Za-z0-9-]{0,40}\\d)(?<![A-Za-z0-9])(?>[A-Z0-9][A-Za-z0-9]{0,20}(?:[-_/][A-Za-z0-9]{1,20}){0,4}))"
                    + "(?![A-Za-z0-9])(?![.,]\\d)";

    /** In the languages of the static replies. */
    private static final String THING =
            "(?:(?i:\\b(?:orders?|invoices?|parcels?|packages?|shipments?|tracking|tickets?)\\b"
                    + "|bestell\\p{L}*|rechnung\\p{L}*|sendung\\p{L}*|paket\\p{L}*|auftr\\p{L}*"
                    + "|\\b(?:commandes?|factures?|colis|envois?)\\b|\\b(?:pedidos?|facturas?|env[ií]os?|paquetes?)\\b)"
                    + "|\\p{L}?הזמנ\\p{L}*|\\p{L}?חשבונית|\\p{L}?משלוח|注文|請求書|荷物)";

    private static final String PARTY =
            "(?:(?i:\\b(?:customers?|members?|accounts?|bookings?|clients?|clientes?)\\b|kunden\\p{L}*)|\\p{L}?לקוח|お客様)";

    private static final String NUMBER_WORD =
            "(?i:\\b(?:numbers?|id|nummer|num[eé]ro|code|kennung)\\b|\\b(?:nos?|nr|n[º°])\\b?\\.?|nummer\\b|番号|\\p{L}?מספר|מס['׳])";

    private static final String NO_QUANTITY =
            "(?!\\s?(?:[%€$£¥₪円×x]|(?i:eur|usd|gbp|kg|g|cm|mm|m|km|ml|l|gb|mb|w|v|days?|tage?n?|jours?"
                    + "|d[ií]as?|hours?|minutes?|stunden?|minuten?|heures?|horas?|pieces?|pcs|st[üu]ck|points?|punkte?|customers?|items?|ימים|שעות)\\b))";

    private static final Pattern DIRECT = Pattern.compile("(?:(?:" + THING + "|" + PARTY + ")" + filler(12)
            + NUMBER_WORD + "|" + NUMBER_WORD + filler(12) + THING
            + "|(?i:bestell|rechnungs|sendungs|kunden|auftrags)(?i:nummer|nr))" + filler(24) + NUMBER);

    private static final Pattern NEAR = Pattern.compile(THING + filler(16) + "(?<![€$£¥₪]\\s?)" + NUMBER + NO_QUANTITY);

    /** How {@link #DIRECT} and {@link #NEAR} begin, after at most one letter of Hebrew, in lower case. */
    private static final List<String> STARTS = List.of("""
            order invoice parcel package shipment tracking ticket bestell rechnung sendung paket auftr
            commande factur colis env pedido paquete הזמנ חשבונית משלוח 注文 請求書 荷物
            customer member account booking client kunden לקוח お客様
            num id code kennung no nr nº n° 番号 מס""".split("\\s+"));

    private static final Pattern HASHED =
            Pattern.compile("(?<![\\p{L}\\p{N}&])#\\s?([A-Za-z0-9-]{0,12}\\d{3,}[A-Za-z0-9-]{0,20})");

    private static final Pattern DATE_OR_YEAR =
            Pattern.compile("(?:19|20)\\d\\d(?:-\\d\\d(?:-\\d\\d)?)?|\\d{1,2}[/-]\\d{1,2}[/-]\\d{2,4}");
    private static final int DIGITS_MIN = 3;

    /** Of a number that merely stands near: shorter ones are quantities as often as not. */
    private static final int DIGITS_MIN_NEAR = 4;

    private OrderNumbers() {}

    static List<String> in(String answer) {
        List<String> numbers = new ArrayList<>();
        if (mayHoldNumber(answer)) {
            BitSet starts = starts(answer);
            find(DIRECT, starts, DIGITS_MIN, answer, numbers);
            findHashed(answer, numbers);
            find(NEAR, starts, DIGITS_MIN_NEAR, answer, numbers);
        }
        return numbers;
    }

    /** Not over the end of a sentence. */
    private static String filler(int charactersMax) {
        return "[^\\p{N}.!?;\\n]{0," + charactersMax + "}?";
    }

    private static void find(Pattern pattern, BitSet starts, int digitsMin, String answer, List<String> numbers) {
        Matcher number = pattern.matcher(answer).useTransparentBounds(true);
        for (int at = starts.nextSetBit(0); at >= 0; ) {
            boolean found = number.region(at, answer.length()).lookingAt();
            if (found) {
                addIfNumber(number.group(1), digitsMin, numbers);
            }
            at = starts.nextSetBit(found ? number.end() : at + 1);
        }
    }

    private static void findHashed(String answer, List<String> numbers) {
        Matcher number = HASHED.matcher(answer);
        while (number.find()) {
            addIfNumber(number.group(1), DIGITS_MIN, numbers);
        }
    }

    private static void addIfNumber(String found, int digitsMin, List<String> numbers) {
        if (digits(found) >= digitsMin && !DATE_OR_YEAR.matcher(found).matches()) {
            numbers.add(found);
        }
    }

    /** Where a pattern may match: to look for some words one by one is far quicker than to try all of them everywhere. */
    private static BitSet starts(String answer) {
        char[] chars = answer.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] = (char) (chars[i] + 'a' - 'A');
            }
        }
        String lower = new String(chars);
        BitSet starts = new BitSet();
        for (String start : STARTS) {
            for (int at = lower.indexOf(start); at >= 0; at = lower.indexOf(start, at + 1)) {
                starts.set(at);
            }
        }
        return starts;
    }

    /** Whether enough digits stand in one row of what a number may consist of. */
    private static boolean mayHoldNumber(String answer) {
        int digits = 0;
        for (int i = 0; i < answer.length() && digits < DIGITS_MIN; i++) {
            char c = answer.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (!(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-' || c == '_' || c == '/')) {
                digits = 0;
            }
        }
        return digits >= DIGITS_MIN;
    }

    private static int digits(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            digits += Character.isDigit(text.charAt(i)) ? 1 : 0;
        }
        return digits;
    }
}
