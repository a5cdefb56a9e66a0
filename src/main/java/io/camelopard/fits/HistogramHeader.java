package io.camelopard.fits;

import java.util.ArrayList;
import java.util.List;

/** The header of a histogram: its axes, and what the table, or else the primary header, says of the observation. */
record HistogramHeader(Hdu table, Header primary, EventAxis across, EventAxis up) {
    private static final List<String> KEPT = List.of(
            "OBJECT",
            "TELESCOP",
            "INSTRUME",
            "FILTER",
            "OBS_ID",
            "OBSERVER",
            "DATE-OBS",
            "DATE-END",
            "MJD-OBS",
            "MJDREF",
            "TIMESYS",
            "EXPOSURE",
            "LIVETIME",
            "ONTIME");
    private static final List<String> FRAME = List.of("RADESYS", "RADECSYS", "EQUINOX");

    byte[] toBytes() {
        List<String> cards = new ArrayList<>(List.of(
                HeaderEditor.card("SIMPLE", "T", ""),
                HeaderEditor.card("BITPIX", "32", ""),
                HeaderEditor.card("NAXIS", "2", ""),
                HeaderEditor.card("NAXIS1", Integer.toString(across.bins()), ""),
                HeaderEditor.card("NAXIS2", Integer.toString(up.bins()), ""),
                HeaderEditor.card("BUNIT", HeaderEditor.quoted("count"), "")));
        cards.addAll(across.cards(1));
        cards.addAll(up.cards(2));
        if (across.isCelestial() && up.isCelestial()) {
            keep(FRAME, cards);
        }
        keep(KEPT, cards);
        return new HeaderEditor(new Header(cards))
                .history("Rows of %s, counted in bins by Camelopard".formatted(table.name()))
                .toBytes();
    }

    private void keep(List<String> keys, List<String> cards) {
        for (String key : keys) {
            Header header = table.header().has(key) ? table.header() : primary;
            header.cards().stream()
                    .filter(card -> Header.keyword(card).equals(key))
                    .findFirst()
                    .ifPresent(cards::add);
        }
    }
}
