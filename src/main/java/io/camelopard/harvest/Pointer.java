package io.camelopard.harvest;

/** JSON pointers (RFC 6901), and the same place as people write it. */
final class Pointer {
    private Pointer() {}

    static String of(String parent, String key) {
        return parent + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    static String of(String parent, int index) {
        return parent + "/" + index;
    }

    /** {@code /links/0/semantics} as {@code links[0].semantics}. */
    static String shown(String pointer) {
        if (pointer.isEmpty()) {
            return "the harvest";
        }
        StringBuilder shown = new StringBuilder();
        for (String step : pointer.substring(1).split("/", -1)) {
            if (step.matches("[0-9]+")) {
                shown.append('[').append(step).append(']');
            } else {
                shown.append(shown.length() == 0 ? "" : ".").append(unescaped(step));
            }
        }
        return Printable.of(shown.toString());
    }

    static String last(String pointer) {
        return unescaped(pointer.substring(pointer.lastIndexOf('/') + 1));
    }

    private static String unescaped(String step) {
        return step.replace("~1", "/").replace("~0", "~");
    }
}
