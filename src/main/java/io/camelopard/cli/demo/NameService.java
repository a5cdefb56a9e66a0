package io.camelopard.cli.demo;

import java.util.Locale;

/**
 * CDS Sesame in its XML form ({@code nph-sesame/-oxp/SNV?name}), for one name and its spellings.
 *
 * <p>Like the real one it answers 200 for a name that it does not know.
 */
final class NameService {
    static final String PATH = "/cgi-bin/nph-sesame";

    Reply answer(Call call) {
        String name = Call.decode(call.query());
        String known = name.replace(" ", "").toUpperCase(Locale.ROOT);
        String template = known.equals("3C105") ? "sesame-3c105.xml" : "sesame-nothing-found.xml";
        return Reply.xml(Resources.text(template).replace("@NAME@", Resources.escape(name)));
    }
}
