package io.camelopard.harvest;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What in a line of YAML misleads people, told from the line as written. */
final class YamlHints {
    private static final Pattern COMMENT_VALUE = Pattern.compile("[:\\-]\\s+(#\\S.*)$");
    private static final Pattern UNQUOTED =
            Pattern.compile("([\\w-]+):\\s+((?!['\"|>&*!\\[])[^\\s'\"]*\\{[^}]*\\}.*)$");
    private static final Pattern FLOW_COMMENT = Pattern.compile("[\\[,{]\\s*(#[\\w-]+)");
    private static final Pattern JOINED = Pattern.compile(
            "([\\w-]+):\\s+([^\\s,'\"{}\\[\\]]*\\{[^{}]*}[^\\s,'\"{}]+|[^\\s,'\"{}\\[\\]]+\\{[^{}]*}[^\\s,'\"{}]*)");
    private static final Pattern TRAILING = Pattern.compile("(?<=\\S)(?<blanks>\\s+)#(?<after>.?)");

    /** Keys whose values are words of the operator's, so that a {@code #} may have been meant. */
    private static final Set<String> FREE =
            Set.of("description", "target", "where", "name", "to", "file", "at", "local_semantics", "keywords", "urls");

    private final List<String> lines;

    YamlHints(String text) {
        this.lines = text.lines().toList();
    }

    private String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    /** Of a value that is not there. */
    String empty(String pointer, int number) {
        String place = Pointer.shown(pointer);
        Matcher comment = COMMENT_VALUE.matcher(line(number));
        if (comment.find()) {
            String text = comment.group(1).strip();
            return place + ": " + Printable.of(text) + " is a comment, so there is no value; write \""
                    + Printable.of(text) + "\"" + (text.matches("#[\\w-]+") ? " or " + text.substring(1) : "");
        }
        return place + " has no value; leave the key out or give it one";
    }

    /** Of a value that YAML takes for a mapping. */
    String unquoted(String pointer, int number) {
        String raw = line(number).strip();
        int brace = raw.indexOf('{');
        String value = brace < 0 ? raw : raw.substring(brace);
        return Pointer.shown(pointer) + ": " + Printable.of(value) + " without quotes is a mapping in YAML; write \""
                + Printable.of(value) + "\"";
    }

    /** What is wrong, and in which line. */
    record Hint(int line, String text) {}

    /** A likelier reason for a syntax error than the parser's, which noticed it at a line in what began at another. */
    Optional<Hint> syntax(int begun, int number) {
        for (int near = Math.max(begun, number - 20); near <= number; near++) {
            Matcher comment = FLOW_COMMENT.matcher(line(near));
            if (comment.find()) {
                String text = comment.group(1);
                return Optional.of(new Hint(near, text + " is a comment here; write \"" + text + "\""));
            }
        }
        for (int near : new int[] {number, number - 1}) {
            Optional<String> template = template(line(near).replaceFirst("\\s#.*$", ""));
            if (template.isPresent()) {
                return Optional.of(new Hint(near, template.get()));
            }
        }
        if (line(number).matches("\\s*\t.*")) {
            return Optional.of(new Hint(number, "a tab; YAML is indented with blanks"));
        }
        return line(number).matches("[^'\"]*:\\s[^'\"]*:\\s.*")
                ? Optional.of(new Hint(number, "a value with ': ' in it must be in quotes"))
                : Optional.empty();
    }

    private static Optional<String> template(String line) {
        for (Pattern pattern : List.of(JOINED, UNQUOTED)) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find() && !isFlow(matcher.group(2))) {
                String value = Printable.of(matcher.group(2).strip());
                return Optional.of(matcher.group(1) + ": " + value
                        + ": what has braces is a mapping unless it is quoted; write " + matcher.group(1) + ": \""
                        + value + "\"");
            }
        }
        return Optional.empty();
    }

    private static boolean isFlow(String value) {
        return value.strip().matches("\\{.*:\\s.*\\}");
    }

    /**
     * Of a plain value with a comment after it that was probably meant as part of it: one that looks cut off (a quote or
     * bracket is open), or free text followed by one blank and {@code #word}. {@code value  # words} is a comment.
     */
    Optional<String> cut(String pointer, String value, int number) {
        String lastWord = value.substring(value.lastIndexOf('\n') + 1);
        int tail = line(number).indexOf(lastWord);
        Matcher comment = TRAILING.matcher(line(number));
        if (lastWord.isEmpty() || tail < 0 || !comment.find(Math.max(0, tail + lastWord.length() - 1))) {
            return Optional.empty();
        }
        boolean attached =
                comment.group("blanks").equals(" ") && !comment.group("after").isBlank();
        boolean expression = key(pointer).equals("where") || pointer.contains("/add/");
        if (open(value, expression) || (attached && FREE.contains(key(pointer)))) {
            String rest = line(number).substring(comment.end("blanks"));
            String shown = Printable.of(Pointer.shown(pointer) + " '" + value + "'");
            return Optional.of(
                    shown + ": what follows ' #' is a comment and is cut off; put the value in quotes, or two"
                            + " blanks before the comment: " + Printable.of(rest));
        }
        return Optional.empty();
    }

    private static String key(String pointer) {
        String last = Pointer.last(pointer);
        boolean item = last.matches("[0-9]+");
        return item ? Pointer.last(pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')))) : last;
    }

    /** A bracket that is not closed; in an expression also a quote, which elsewhere is an apostrophe or an inch. */
    private static boolean open(String value, boolean expression) {
        return count(value, "([{") > count(value, ")]}")
                || (expression && (count(value, "'") % 2 == 1 || count(value, "\"") % 2 == 1));
    }

    private static long count(String value, String of) {
        return value.chars().filter(c -> of.indexOf(c) >= 0).count();
    }
}
