package io.camelopard.vo;

import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a job says of itself (UWS 1.1, section 2.2.1).
 *
 * @param url the job's own, without a trailing slash
 * @param phase in capitals
 * @param blocks whether {@code WAIT} is known to the service, which is so from 1.1 on
 * @param results in the order of the document
 * @param destruction when the service forgets the job; null where it does not say
 * @param message of the error summary; null where there is none
 * @param passing whether the error summary says that the job may do better another time
 */
public record UwsJob(
        String url,
        String phase,
        boolean blocks,
        List<Result> results,
        @Nullable Instant destruction,
        @Nullable String message,
        boolean passing) {
    private static final Logger LOG = LoggerFactory.getLogger(UwsJob.class);
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    /** One result; {@code url} is absolute. */
    public record Result(String id, String url) {}

    public UwsJob {
        results = List.copyOf(results);
    }

    /** Whether it stays in its phase until somebody says RUN: a job may be HELD after it was told to run. */
    boolean wantsRun() {
        return phase.equals("PENDING") || phase.equals("HELD");
    }

    boolean ended() {
        return switch (phase) {
            case "COMPLETED", "ERROR", "ABORTED", "ARCHIVED" -> true;
            default -> false;
        };
    }

    /** The service stopped it: what it has is not all. */
    public boolean aborted() {
        return phase.equals("ABORTED");
    }

    /** The address of something below the job. */
    String below(String path) {
        return url + "/" + path;
    }

    /**
     * Reads a job document.
     *
     * @param url of the job
     * @param from where the document came from, to which its addresses are relative
     * @throws TransientException when it is none: a service that has one at this URL has it again
     */
    static UwsJob read(Path body, String url, String from) {
        return tryRead(body, url, from)
                .orElseThrow(
                        () -> new TransientException(Urls.shown(from) + ": found no UWS job, expected its document"));
    }

    /** Empty where the document is well-formed and no job. */
    static Optional<UwsJob> tryRead(Path body, String url, String from) {
        try (InputStream in = Files.newInputStream(body)) {
            return new Reader(Xml.lax().createXMLStreamReader(in), url, from).read();
        } catch (XMLStreamException e) {
            throw new TransientException(Urls.shown(from) + ": is no UWS job: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TransientException(Urls.shown(from) + ": the answer cannot be read: " + e.getMessage(), e);
        }
    }

    /** The job's address by its identifier, for a service that answers a creation with the document of the new job. */
    static Optional<String> id(Path body, String from) {
        try (InputStream in = Files.newInputStream(body)) {
            Reader reader = new Reader(Xml.lax().createXMLStreamReader(in), "", from);
            return reader.read().isPresent() && !reader.jobId.isEmpty() ? Optional.of(reader.jobId) : Optional.empty();
        } catch (XMLStreamException e) {
            LOG.debug("uws.create no job in the answer", e);
            return Optional.empty();
        } catch (IOException e) {
            throw new TransientException(Urls.shown(from) + ": the answer cannot be read: " + e.getMessage(), e);
        }
    }

    /** Namespaces are not looked at: documents are found with wrong ones, and with prefixes that are not declared. */
    private static final class Reader {
        private final XMLStreamReader xml;
        private final String url;
        private final String from;
        private final List<Result> results = new ArrayList<>();
        private String jobId = "";
        private String phase = "";
        private String version = "";
        private @Nullable Instant destruction;
        private @Nullable String message;
        private boolean passing;
        private boolean job;

        Reader(XMLStreamReader xml, String url, String from) {
            this.xml = xml;
            this.url = url;
            this.from = from;
        }

        Optional<UwsJob> read() throws XMLStreamException {
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    start(Xml.local(xml.getLocalName()));
                    if (!job) {
                        return Optional.empty();
                    }
                }
            }
            boolean blocks = !version.isEmpty() && !version.startsWith("1.0");
            return Optional.of(new UwsJob(
                    url, phase.isEmpty() ? "UNKNOWN" : phase, blocks, results, destruction, message, passing));
        }

        private void start(String element) throws XMLStreamException {
            switch (element) {
                case "job" -> {
                    job = true;
                    version = attribute("version");
                }
                case "jobId" -> jobId = xml.getElementText().strip();
                case "phase" -> phase = xml.getElementText().strip().toUpperCase(Locale.ROOT);
                case "destruction" -> destruction = time(xml.getElementText().strip());
                case "result" -> result();
                case "errorSummary" -> passing = attribute("type").equalsIgnoreCase("transient");
                case "message" -> message = Values.text(xml.getElementText());
                // A query may be called anything, also message.
                case "parameter" -> xml.getElementText();
                default -> {}
            }
        }

        private void result() {
            String href = attribute("href").strip();
            if (!href.isEmpty()) {
                results.add(new Result(attribute("id"), Urls.resolve(from, href)));
            }
        }

        private String attribute(String name) {
            for (int i = 0; i < xml.getAttributeCount(); i++) {
                if (Xml.local(xml.getAttributeLocalName(i)).equals(name)) {
                    return xml.getAttributeValue(i);
                }
            }
            return "";
        }

        // UTC where there is no zone (UWS 1.1, section 2.2.3).
        private static @Nullable Instant time(String text) {
            if (text.isEmpty()) {
                return null;
            }
            try {
                TemporalAccessor time = TIME.parseBest(text, OffsetDateTime::from, java.time.LocalDateTime::from);
                return time instanceof OffsetDateTime zoned
                        ? zoned.toInstant()
                        : ((java.time.LocalDateTime) time).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                LOG.debug("uws.destruction unreadable={}", text, e);
                return null;
            }
        }
    }
}
