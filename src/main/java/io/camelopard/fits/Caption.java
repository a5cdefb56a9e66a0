package io.camelopard.fits;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is said of a picture.
 *
 * @param title what and by whom, empty where the header does not say
 * @param unit of the values, likewise
 */
record Caption(String title, String unit) {

    /** @param primary for what the image's own header does not say */
    static Caption of(Header header, Header primary) {
        String title = Stream.of("OBJECT", "TELESCOP", "INSTRUME", "DATE-OBS")
                .map(key -> clean(header, key).isEmpty() ? clean(primary, key) : clean(header, key))
                .filter(value -> !value.isEmpty())
                .distinct()
                .collect(Collectors.joining(" · "));
        return new Caption(title, clean(header, "BUNIT"));
    }

    private static String clean(Header header, String key) {
        return header.text(key, "")
                .replaceAll("[^ -~]", "?")
                .replaceAll(" +", " ")
                .strip();
    }
}
