package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cuts an expression into tokens. */
final class Lexer {
    private static final Set<String> TWO = Set.of("==", "!=", "<=", ">=", "=~");
    private static final String ONE = "<>+-*/()[],.";

    /** What people write who come from other languages. */
    private static final Map<String, String> FOREIGN = Map.of(
            "<>", "'<>' is written '!='",
            "&&", "'&&' is written 'and'",
            "||", "'||' is written 'or' (text is not joined: use a template)",
            "!~", "'!~' is written 'not … =~ …'");

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.type() != Token.Type.END);
        return tokens;
    }

    private Token next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int start = at;
        if (start == text.length()) {
            return new Token(Token.Type.END, "", start + 1);
        }
        char c = text.charAt(at);
        if (c == '\'' || c == '"' || c == '`') {
            return new Token(c == '`' ? Token.Type.QUOTED_NAME : Token.Type.STRING, quoted(c), start + 1);
        }
        if (digit(at) || (c == '.' && digit(at + 1))) {
            return new Token(Token.Type.NUMBER, number(), start + 1);
        }
        if (Character.isLetter(c) || c == '_') {
            return new Token(Token.Type.WORD, word(), start + 1);
        }
        return new Token(Token.Type.SYMBOL, symbol(), start + 1);
    }

    /** Up to the closing quote; a doubled quote is one. A backslash is itself, as regular expressions want it. */
    private String quoted(char quote) {
        int start = at++;
        StringBuilder inside = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                inside.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                inside.append(quote);
                at++;
            } else {
                return inside.toString();
            }
        }
        throw new MisuseException("the quote " + quote + " at character " + (start + 1) + " is never closed");
    }

    private String number() {
        int start = at;
        digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        exponent();
        if (at < text.length() && (Character.isLetter(text.charAt(at)) || text.charAt(at) == '_')) {
            throw new MisuseException("'" + text.substring(start, at + 1) + "' at character " + (start + 1)
                    + " is neither a number nor a name; a name that begins with a digit is written in backticks");
        }
        return text.substring(start, at);
    }

    private void exponent() {
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int sign = at + 1 < text.length() && (text.charAt(at + 1) == '+' || text.charAt(at + 1) == '-') ? 1 : 0;
            if (digit(at + 1 + sign)) {
                at += 1 + sign;
                digits();
            }
        }
    }

    private void digits() {
        while (digit(at)) {
            at++;
        }
    }

    private boolean digit(int position) {
        return position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9';
    }

    private String word() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        return text.substring(start, at);
    }

    private String symbol() {
        String two = text.substring(at, Math.min(at + 2, text.length()));
        if (TWO.contains(two)) {
            at += 2;
            return two;
        }
        String foreign = FOREIGN.get(two);
        if (foreign != null) {
            throw new MisuseException("character " + (at + 1) + ": " + foreign);
        }
        char c = text.charAt(at);
        if (ONE.indexOf(c) < 0) {
            throw new MisuseException(unexpected(c));
        }
        at++;
        return String.valueOf(c);
    }

    private String unexpected(char c) {
        String where = "character " + (at + 1) + ": ";
        return switch (c) {
            case '=' -> where + "a single '=' is nothing here; to compare is '=='";
            case '!' -> where + "'!' is written 'not'";
            case '%' -> where + "there is no '%'; patterns are =~ 'regular expression'";
            default -> where + "'" + Printable.of(c) + "' cannot stand here";
        };
    }
}
