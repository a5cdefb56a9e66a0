package io.camelopard.votable;

import org.jspecify.annotations.Nullable;

/** An INFO element (VOTable 1.5, section 4.8): {@code value} is its attribute, {@code text} its content; either may be "". */
public record Info(
        String name, String value, String text, @Nullable String id) {
    public Info(String name, String value) {
        this(name, value, "", null);
    }
}
