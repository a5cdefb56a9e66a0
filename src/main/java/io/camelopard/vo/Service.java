package io.camelopard.vo;

import org.jspecify.annotations.Nullable;

/** A service to ask: its base URL, and its identifier and title where the registry told them. */
public record Service(
        String url, @Nullable String ivoid, @Nullable String title) {
    /** What {@code {service}} stands for: the identifier's last segment, else the last of the URL's path, else its host. */
    public String shortName() {
        String name = lastSegment(ivoid == null ? url : ivoid);
        return name.isEmpty() ? "service" : name;
    }

    private static String lastSegment(String address) {
        String path = Urls.withoutQuery(address).replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://", "");
        String trimmed = path.replaceFirst("/+$", "");
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}
