package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads an expression by precedence: {@code or}, {@code and}, {@code not}, comparisons (which do not chain), sums,
 * products, signs, and what stands in brackets.
 */
final class Parser {
    private static final int LONGEST = 10_000;
    private static final int DEEPEST = 200;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    static final Set<String> KEYWORDS = Set.of("and", "or", "not", "in", "is", "null", "true", "false");
    static final Set<String> QUALIFIERS = Set.of("target", "link", "row");

    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Node parse(String text) {
        if (text.length() > LONGEST) {
            throw new MisuseException("an expression of " + text.length() + " characters; the most is " + LONGEST);
        }
        if (text.isBlank()) {
            throw new MisuseException("an empty expression");
        }
        Parser parser = new Parser(Lexer.tokens(text));
        Node node = parser.disjunction();
        if (parser.peek().type() != Token.Type.END) {
            throw parser.unexpected("an operator or the end");
        }
        return node;
    }

    private Node disjunction() {
        return junction("or", () -> junction("and", this::negation, false), true);
    }

    private Node junction(String keyword, Supplier<Node> part, boolean decides) {
        List<Node> parts = new ArrayList<>();
        do {
            parts.add(part.get());
        } while (takeWord(keyword));
        return parts.size() == 1 ? parts.get(0) : new Node.Junction(List.copyOf(parts), decides);
    }

    private Node negation() {
        if (takeWord("not")) {
            return deeper(() -> new Node.Not(negation()));
        }
        return comparison();
    }

    private Node comparison() {
        Node left = sum();
        Token token = peek();
        Node node = compared(left, token);
        if (node != left && continues(peek())) {
            throw problem(peek(), "comparisons do not chain; write 'a < b and b < c'");
        }
        return node;
    }

    private Node compared(Node left, Token token) {
        if (token.type() == Token.Type.SYMBOL && COMPARISONS.contains(token.text())) {
            at++;
            return new Node.Comparison(token.text(), left, sum());
        }
        if (take("=~")) {
            return new Node.Match(left, pattern());
        }
        if (takeWord("in")) {
            return new Node.In(left, choices());
        }
        if (token.word("not") && tokens.get(at + 1).word("in")) {
            at += 2;
            return new Node.Not(new Node.In(left, choices()));
        }
        if (takeWord("is")) {
            return nullness(left);
        }
        return left;
    }

    private boolean continues(Token token) {
        return token.word("in")
                || token.word("is")
                || token.is("=~")
                || (token.type() == Token.Type.SYMBOL && COMPARISONS.contains(token.text()));
    }

    private Regex pattern() {
        if (peek().type() != Token.Type.STRING) {
            throw unexpected("a regular expression in quotes");
        }
        return Regex.compile(tokens.get(at++).text());
    }

    private List<Node> choices() {
        expect("[");
        return list("]");
    }

    private Node nullness(Node item) {
        boolean not = takeWord("not");
        if (!takeWord("null")) {
            throw unexpected("'null' (is null, is not null)");
        }
        Node node = new Node.IsNull(item);
        return not ? new Node.Not(node) : node;
    }

    private Node sum() {
        return chain(Set.of("+", "-"), () -> chain(Set.of("*", "/"), this::sign));
    }

    private Node chain(Set<String> operators, Supplier<Node> part) {
        Node node = part.get();
        int length = 0;
        while (peek().type() == Token.Type.SYMBOL && operators.contains(peek().text())) {
            if (++length > DEEPEST) {
                throw problem(peek(), "more than " + DEEPEST + " operators in a row");
            }
            char operator = tokens.get(at++).text().charAt(0);
            node = new Node.Arithmetic(operator, node, part.get());
        }
        return node;
    }

    private Node sign() {
        if (peek().is("-") && tokens.get(at + 1).type() == Token.Type.NUMBER) {
            at++;
            return new Node.Literal(number("-" + tokens.get(at++).text()));
        }
        if (take("-")) {
            return deeper(() -> new Node.Arithmetic('-', new Node.Literal(0L), sign()));
        }
        return take("+") ? deeper(this::sign) : primary();
    }

    private Node primary() {
        Token token = peek();
        at++;
        return switch (token.type()) {
            case NUMBER -> new Node.Literal(number(token.text()));
            case STRING -> new Node.Literal(token.text());
            case QUOTED_NAME -> column(token);
            case WORD -> word(token);
            default -> bracketed();
        };
    }

    private Node bracketed() {
        at--;
        if (!take("(")) {
            throw unexpected("a value");
        }
        Node node = deeper(this::disjunction);
        expect(")");
        return node;
    }

    private Node word(Token token) {
        String lower = token.text().toLowerCase(Locale.ROOT);
        if (lower.equals("true") || lower.equals("false")) {
            return new Node.Literal(lower.equals("true"));
        }
        if (lower.equals("null")) {
            throw problem(token, "nothing compares with null; write 'is null' or 'is not null'");
        }
        if (KEYWORDS.contains(lower)) {
            at--;
            throw unexpected("a value (a column of that name is written in backticks)");
        }
        if (peek().is("(")) {
            return call(token);
        }
        refuseSql();
        return column(token);
    }

    /** SQL's operators are words that would otherwise be taken for columns. */
    private void refuseSql() {
        if (peek().word("like") || peek().word("between")) {
            throw problem(peek(), "there is no like or between; write =~ 'regular expression', a <= x and x <= b");
        }
    }

    private Node call(Token name) {
        Function function = Function.named(name.text(), name.at());
        expect("(");
        List<Node> arguments = peek().is(")") ? List.of() : null;
        if (arguments == null) {
            arguments = list(")");
        } else {
            at++;
        }
        function.checkCount(arguments.size(), name.at());
        return new Node.Call(function, arguments);
    }

    private List<Node> list(String end) {
        return deeper(() -> {
            List<Node> items = new ArrayList<>();
            do {
                items.add(disjunction());
            } while (take(","));
            expect(end);
            return List.copyOf(items);
        });
    }

    private Node column(Token name) {
        if (!take(".")) {
            return new Node.Column(new Expression.Name(null, name.text()));
        }
        String qualifier = name.text().toLowerCase(Locale.ROOT);
        if (name.type() != Token.Type.WORD || !QUALIFIERS.contains(qualifier)) {
            throw problem(
                    name,
                    "only target., link. and row. stand before a dot; a name with a dot is written in" + " backticks: `"
                            + Printable.of(name.text() + "." + peek().text()) + "`");
        }
        Token column = peek();
        if (column.type() != Token.Type.WORD && column.type() != Token.Type.QUOTED_NAME) {
            throw unexpected("a name after '" + qualifier + ".'");
        }
        at++;
        return new Node.Column(new Expression.Name(qualifier, column.text()));
    }

    private Number number(String text) {
        Number number = Numbers.parse(text.endsWith(".") ? text + "0" : text);
        if (number == null) {
            throw new MisuseException("'" + Printable.of(text) + "' is no number");
        }
        return number;
    }

    private <T> T deeper(Supplier<T> part) {
        if (++depth > DEEPEST) {
            throw problem(peek(), "nested more than " + DEEPEST + " deep");
        }
        T result = part.get();
        depth--;
        return result;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean take(String symbol) {
        boolean is = peek().is(symbol);
        at += is ? 1 : 0;
        return is;
    }

    private boolean takeWord(String keyword) {
        boolean is = peek().word(keyword);
        at += is ? 1 : 0;
        return is;
    }

    private void expect(String symbol) {
        if (!take(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    private MisuseException unexpected(String wanted) {
        return problem(peek(), "expected " + wanted + ", found " + Printable.of(peek().shown()));
    }

    private static MisuseException problem(Token token, String what) {
        return new MisuseException("character " + token.at() + ": " + what);
    }
}
