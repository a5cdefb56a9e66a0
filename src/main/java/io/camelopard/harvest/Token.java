package io.camelopard.harvest;

import java.util.Locale;

/**
 * One token of an expression.
 *
 * @param text for a string or a quoted name what is inside the quotes
 * @param at where it begins, from 1
 */
record Token(Type type, String text, int at) {
    enum Type {
        NUMBER,
        STRING,
        WORD,
        QUOTED_NAME,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return type == Type.SYMBOL && text.equals(symbol);
    }

    boolean word(String keyword) {
        return type == Type.WORD && text.toLowerCase(Locale.ROOT).equals(keyword);
    }

    /** As a message shows it. */
    String shown() {
        return switch (type) {
            case END -> "the end";
            case STRING -> "the text '" + text + "'";
            case QUOTED_NAME -> "`" + text + "`";
            default -> "'" + text + "'";
        };
    }
}
