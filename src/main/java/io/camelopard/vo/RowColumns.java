package io.camelopard.vo;

import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer has the columns that are known in every protocol: by their ObsCore name, else by what SIA 1, SSA and
 * ObsCore call them in UCDs and utypes.
 *
 * <p>A name goes before a VOX UCD and that before a utype, because there are SIA 1 answers with an ObsCore utype on a
 * column that is not the data. A bare {@code meta.ref.url} is not an access URL: catalogues have it on references.
 */
public final class RowColumns {
    /** The columns known in every protocol. */
    enum Known {
        ACCESS_URL("access_url", new String[] {"VOX:Image_AccessReference"}, new String[] {"access.reference"}),
        ACCESS_FORMAT("access_format", new String[] {"VOX:Image_Format"}, new String[] {"access.format"}),
        ACCESS_ESTSIZE("access_estsize", new String[] {"VOX:Image_FileSize"}, new String[] {"access.size"}),
        OBS_PUBLISHER_DID("obs_publisher_did", new String[] {}, new String[] {"curation.publisherdid"}),
        S_RA("s_ra", new String[] {"POS_EQ_RA_MAIN", "pos.eq.ra;meta.main", "pos.eq.ra"}, new String[] {
            "char.spatialaxis.coverage.location.coord.position2d.value2.c1"
        }),
        S_DEC("s_dec", new String[] {"POS_EQ_DEC_MAIN", "pos.eq.dec;meta.main", "pos.eq.dec"}, new String[] {
            "char.spatialaxis.coverage.location.coord.position2d.value2.c2"
        }),
        OBS_RELEASE_DATE("obs_release_date", new String[] {"time.release"}, new String[] {"curation.releasedate"}),
        DATA_RIGHTS("data_rights", new String[] {}, new String[] {"curation.rights"}),
        CLOUD_ACCESS("cloud_access", new String[] {}, new String[] {});

        private final String columnName;

        @SuppressWarnings("ImmutableEnumChecker") // never handed out
        private final String[] ucds;

        @SuppressWarnings("ImmutableEnumChecker")
        private final String[] utypes;

        Known(String columnName, String[] ucds, String[] utypes) {
            this.columnName = columnName;
            this.ucds = ucds;
            this.utypes = utypes;
        }
    }

    private static final Map<String, String> SYNONYMS =
            Map.of("content_type", "access_format", "content_length", "access_estsize");

    private final Columns columns;
    private final Map<Known, Integer> found = new EnumMap<>(Known.class);

    private RowColumns(Columns columns) {
        this.columns = columns;
        for (Known known : Known.values()) {
            int index = find(columns, known);
            if (index >= 0) {
                found.put(known, index);
            }
        }
    }

    static RowColumns of(Columns columns) {
        return new RowColumns(columns);
    }

    /**
     * The column of this name (case-insensitive), or, for a name that is known in every protocol, the one that is it under
     * another name; -1 where there is none. {@code content_type} and {@code content_length} stand for
     * {@code access_format} and {@code access_estsize}.
     */
    public static int indexOf(Columns columns, String name) {
        int index = columns.indexOf(name);
        if (index >= 0) {
            return index;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        String known = SYNONYMS.getOrDefault(lower, lower);
        for (Known candidate : Known.values()) {
            if (candidate.columnName.equals(known)) {
                return find(columns, candidate);
            }
        }
        return -1;
    }

    private static int find(Columns columns, Known known) {
        int index = columns.indexOf(known.columnName);
        if (index >= 0) {
            return index;
        }
        return columns.byUcd(known.ucds)
                .orElseGet(() -> columns.byUtype(known.utypes).orElse(-1));
    }

    @Nullable Object value(Row row, Known known) {
        Integer index = found.get(known);
        return index == null ? null : row.get((int) index);
    }

    @Nullable String text(Row row, Known known) {
        return Values.text(value(row, known));
    }

    @Nullable Column column(Known known) {
        Integer index = found.get(known);
        return index == null ? null : columns.get(index);
    }
}
