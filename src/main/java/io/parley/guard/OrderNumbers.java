package io.parley.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What in an answer is called the number of an order, an invoice, a parcel or a customer. */
final class OrderNumbers {
    private static final String NUMBER =
            "((?=[A-Za-z0-9-]{0,40}\\d)[A-Z0-9][A-Za-z0-9]{0,20}(?:[-_/][A-Za-z0-9]{1,20}){0,4})";

    /** In the languages of the static replies; what stands between the word and its number is at most a few words. */
    private static final Pattern NAMED = Pattern.compile(
            "(?:(?i:orders?|invoices?|parcels?|packages?|shipments?|tracking|tickets?|customers?|members?|accounts?|bookings?|"
                    + "bestell\\p{L}*|rechnung\\p{L}*|sendung\\p{L}*|paket\\p{L}*|kunden\\p{L}*|auftr\\p{L}*|"
                    + "commandes?|factures?|colis|envois?|client\\p{L}*|"
                    + "pedidos?|facturas?|env[ií]os?|paquetes?|cliente\\p{L}*)"
                    + "|\\p{L}?הזמנ\\p{L}*|\\p{L}?חשבונית|\\p{L}?משלוח|注文|ご注文|請求書|お荷物|お客様)"
                    + "(?:\\s{0,2}(?:番号|(?i:numbers?|nos?\\.?|nr\\.?|id|nummer|num[eé]ro|n[º°]|número|code|מספר|מס['׳]?)|[:#(„“\"'«はが]|の)){0,4}\\s{0,2}"
                    + NUMBER);

    private static final Pattern HASHED =
            Pattern.compile("(?<![\\p{L}\\p{N}&])#\\s?([A-Za-z0-9-]{0,12}\\d{3,}[A-Za-z0-9-]{0,20})");
    private static final Pattern DATE_OR_YEAR =
            Pattern.compile("(?:19|20)\\d\\d(?:-\\d\\d(?:-\\d\\d)?)?|\\d{1,2}/\\d{1,2}/\\d{2,4}");
    private static final int DIGITS_MIN = 3;

    private OrderNumbers() {}

    static List<String> in(String answer) {
        List<String> numbers = new ArrayList<>();
        for (Pattern pattern : List.of(NAMED, HASHED)) {
            Matcher number = pattern.matcher(answer);
            while (number.find()) {
                String found = number.group(1);
                boolean longEnough = found.chars().filter(Character::isDigit).count() >= DIGITS_MIN;
                if (longEnough && !DATE_OR_YEAR.matcher(found).matches()) {
                    numbers.add(found);
                }
            }
        }
        return numbers;
    }
}
