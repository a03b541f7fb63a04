package io.parley.guard.sensitive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the words right before a number say that it is. */
enum NumberContext {
    /** A number to call or write to. */
    PHONE,
    /** A number of an order, a parcel, an article or the like. */
    REFERENCE,
    UNKNOWN;

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final String WORD_START = "(?<![A-Za-z\\u00C0-\\u024F])";
    private static final String WORD_END = "(?![A-Za-z\\u00C0-\\u024F])";

    private static final Pattern PHONE_WORD = Pattern.compile(
            WORD_START
                    + "(?:(?:tele|smart|mobil|cell)?phones?(?: ?numbers?| ?no)?|tel|mobile|mob|cell|(?:call|ring|phone|reach|text) (?:me|us|back|him|her)|call"
                    + "|whats ?app|sms|signal|telegram|fax|contact number"
                    + "|telefon(?:isch|nummer|nr)?|handy(?:nummer|nr)?|mobil(?:nummer|telefon|funknummer|nr)?|(?:rück)?rufnummer|rückruf"
                    + "|festnetz(?:nummer)?|durchwahl|anrufen|erreichbar|rufen sie|ruf mich|ruft"
                    + "|téléphones?|tél|portable|gsm|fixe|appelez|appeler|joindre|joignable|rappele[rz]"
                    + "|tel[eé]fonos?|tfno|tlfn?o?|m[oó]vil|celular|ll[aá]m[ae]\\w{0,4}|fijo)"
                    + WORD_END
                    + "|טלפון|פלאפון|נייד|סלולרי|(?<!\\p{IsHebrew})[בל]?טל(?!\\p{IsHebrew})|וו?[או]?טסאפ|להתקשר|[הת]תקשרו?"
                    + "|電話|携帯|ケータイ|スマホ|ファ(?:ッ)?クス|連絡先",
            FLAGS);

    private static final Pattern REFERENCE_WORD = Pattern.compile(
            "(?:" + WORD_START
                    + "(?:orders?|tracking|invoice|parcel|shipment|package|sku|ean|gtin|isbn|upc|asin|rma|ref|reference|serial|ticket|case|model|version|lot"
                    + "|batch|item|product|part|customer|account|voucher|coupon|vat"
                    + "|(?:bestell|auftrag|rechnung|sendung|paket|kunden|artikel|lieferschein|vorgang|gutschein|serien|charge)\\p{L}{0,20}+"
                    + "|commande|suivi|facture|colis|article|r[eé]f[eé]rence|r[eé]f|pedido|seguimiento|env[ií]o|factura|art[ií]culo|referencia|paquete)"
                    + WORD_END
                    + "|הזמנה|ההזמנה|המעקב|מעקב|חשבונית|משלוח|חבילה|מק[\"״']?ט|פריט|注文|追跡|請求|商品|伝票|品番|型番|お問い?合わ?せ番号)"
                    + "(?: ?-?(?:numbers?|num|no|nr|nummer|code|id|numéro|número|n[°º])" + WORD_END
                    + "|番号|は|שלי|:|#|=|[.'\"()/-]| "
                    + "|(?:is|ist|lautet|est|es)" + WORD_END + "|הוא|היא){0,12}+$",
            FLAGS);

    /** How far before the number a word for a telephone may end. */
    private static final int PHONE_GAP = 22;

    private static final int WINDOW = 48;

    /** Another number, or the end of a sentence, cuts off what is before it. */
    static NumberContext before(FoldedText text, int number) {
        int start = number;
        while (start > 0 && start > number - WINDOW && !endsSentence(text, start - 1)) {
            start--;
        }
        String before = text.subSequence(start, number);
        if (REFERENCE_WORD.matcher(before).find()) {
            return REFERENCE;
        }
        int end = -1;
        Matcher phone = PHONE_WORD.matcher(before);
        while (phone.find()) {
            end = phone.end();
        }
        return end >= 0 && end >= before.length() - PHONE_GAP ? PHONE : UNKNOWN;
    }

    private static boolean endsSentence(FoldedText text, int index) {
        char c = text.at(index);
        return text.isDigitAt(index) || "\n!?;。！？\uFFFF".indexOf(c) >= 0;
    }
}
