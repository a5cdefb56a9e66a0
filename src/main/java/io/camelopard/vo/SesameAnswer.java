package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What Sesame's XML says of one name: the positions that its databases have. */
final class SesameAnswer {
    /** One database's position; {@code decimals} is how exactly it is written. */
    record Position(String database, double ra, double dec, int decimals, String name, String type) {
        // VizieR's catalogues often have a position to a minute of arc only; a better one further down goes before it.
        private int rank() {
            int order = List.of("S", "N", "V").indexOf(database);
            return (decimals < 3 ? 10 : 0) + (order < 0 ? 3 : order);
        }
    }

    private final List<Position> positions;

    private SesameAnswer(List<Position> positions) {
        this.positions = positions;
    }

    /** Simbad before NED before VizieR, but a position to less than some arcseconds only where there is no other. */
    Optional<Position> best() {
        return positions.stream().min(Comparator.comparingInt(Position::rank));
    }

    static SesameAnswer read(Path body, String url, String name) {
        try (InputStream in = Files.newInputStream(body)) {
            XMLStreamReader xml = Xml.hardened().createXMLStreamReader(in);
            if (xml.nextTag() != XMLStreamConstants.START_ELEMENT
                    || !xml.getLocalName().equals("Sesame")) {
                throw new FinalException(url + ": found <" + xml.getLocalName() + ">, expected Sesame's XML");
            }
            return new Reader(xml, url, name).read();
        } catch (XMLStreamException e) {
            throw new FinalException(url + ": is not Sesame's XML: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TransientException(url + ": the answer cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads the Target that was asked for and passes over others. */
    private static final class Reader {
        private final XMLStreamReader xml;
        private final String url;
        private final String wanted;
        private final List<Position> positions = new ArrayList<>();
        private final Map<String, String> fields = new HashMap<>();
        private String target = "";
        private String database = "";
        private String trouble = "";

        Reader(XMLStreamReader xml, String url, String name) {
            this.xml = xml;
            this.url = url;
            this.wanted = plain(name);
        }

        SesameAnswer read() throws XMLStreamException {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    start(xml.getLocalName());
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals("Resolver")) {
                    end();
                }
            }
            if (positions.isEmpty() && !trouble.isEmpty()) {
                throw new TransientException(url + ": a database behind Sesame did not answer: " + trouble);
            }
            return new SesameAnswer(List.copyOf(positions));
        }

        private void start(String element) throws XMLStreamException {
            switch (element) {
                case "Target" -> target = "";
                case "name" -> target = xml.getElementText();
                case "Resolver" -> {
                    fields.clear();
                    database = letter(xml.getAttributeValue(null, "name"));
                }
                case "ERROR" -> trouble = xml.getElementText().strip();
                case "jradeg", "jdedeg", "oname", "otype" ->
                    fields.putIfAbsent(element, xml.getElementText().strip());
                default -> {}
            }
        }

        // "S=Simbad (CDS, via client/server)"
        private static String letter(String name) {
            return name == null || name.isEmpty() ? "" : name.substring(0, 1).toUpperCase(Locale.ROOT);
        }

        private void end() {
            String ra = fields.getOrDefault("jradeg", "");
            String dec = fields.getOrDefault("jdedeg", "");
            boolean asked = target.isBlank() || plain(target).equals(wanted);
            if (asked && !ra.isEmpty() && !dec.isEmpty()) {
                positions.add(new Position(
                        database,
                        degrees(ra, 0, 360),
                        degrees(dec, -90, 90),
                        Math.min(decimals(ra), decimals(dec)),
                        fields.getOrDefault("oname", ""),
                        fields.getOrDefault("otype", "")));
            }
        }

        private double degrees(String text, double min, double max) {
            try {
                double value = Double.parseDouble(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw new FinalException(url + ": found position '" + text + "', expected decimal degrees", e);
            }
            throw new FinalException(url + ": found position '" + text + "', expected " + min + " to " + max);
        }

        private static int decimals(String number) {
            int point = number.indexOf('.');
            return point < 0 ? 0 : number.length() - point - 1;
        }

        private static String plain(String name) {
            return name.replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
        }
    }
}
