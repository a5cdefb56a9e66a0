package io.camelopard.harvest;

import io.camelopard.MisuseException;
import org.jspecify.annotations.Nullable;

/** What is known about a value before there is one. */
enum Kind {
    CONDITION("a condition"),
    NUMBER("a number"),
    TEXT("text"),
    ARRAY("an array"),
    ANY("a value");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    static Kind of(Object value) {
        if (value instanceof Boolean) {
            return CONDITION;
        }
        return value instanceof Number ? NUMBER : value instanceof String ? TEXT : ARRAY;
    }

    /** The kind of a VOTable column. */
    static Kind ofColumn(String datatype, @Nullable String arraysize) {
        if (datatype.equals("char") || datatype.equals("unicodeChar")) {
            return arraysize != null && arraysize.indexOf('x') >= 0 ? ARRAY : TEXT;
        }
        if (arraysize != null && !arraysize.isEmpty() && !arraysize.equals("1")) {
            return ARRAY;
        }
        return switch (datatype) {
            case "boolean", "bit" -> CONDITION;
            case "unsignedByte", "short", "int", "long", "float", "double" -> NUMBER;
            default -> ANY;
        };
    }

    boolean fits(Kind other) {
        return this == ANY || other == ANY || (this == other && this != ARRAY);
    }

    void mustFit(String shown, Kind other, String otherShown) {
        if (!fits(other)) {
            throw new MisuseException(mismatch(this, shown, other, otherShown));
        }
    }

    void mustBe(Kind wanted, String shown, String by) {
        if (this != ANY && wanted != ANY && this != wanted) {
            throw new MisuseException(by + " wants " + wanted.words + ", and " + shown + " is " + words
                    + (wanted == NUMBER && this == TEXT ? "; number(…) makes one of it" : "")
                    + (wanted == TEXT && this == NUMBER ? "; text(…) makes one of it" : ""));
        }
    }

    /** Text is never silently a number: '10' is before '9' in one reading and after it in the other. */
    static String mismatch(Kind a, String shownA, Kind b, String shownB) {
        String what = shownA + " is " + a.words + " and " + shownB + " is " + b.words + ": they cannot be compared";
        if (a == TEXT && b == NUMBER) {
            return what + "; write number(" + shownA + ") to compare as numbers";
        }
        if (a == NUMBER && b == TEXT) {
            return what + "; write number(" + shownB + ") to compare as numbers, text(" + shownA + ") as text";
        }
        return what;
    }
}
