package io.camelopard.flow;

import io.camelopard.votable.Column;
import org.jspecify.annotations.Nullable;

/** The type of a column, learned from its values. */
final class ValueType {
    private boolean truths;
    private boolean integers;
    private boolean reals;
    private boolean texts;

    void see(@Nullable Object value) {
        truths |= value instanceof Boolean;
        reals |= value instanceof Double || value instanceof Float;
        boolean number = value instanceof Number;
        integers |= number && !(value instanceof Double || value instanceof Float);
        texts |= value != null && !number && !(value instanceof Boolean);
    }

    /** Of text where the values are none, or of several kinds. */
    Column column(String name, @Nullable String description) {
        boolean numbers = integers || reals;
        boolean text = texts || truths == numbers;
        String type = text ? "char" : truths ? "boolean" : reals ? "double" : "long";
        return new Column(name, null, type, text ? "*" : null, null, null, null, null, description);
    }
}
