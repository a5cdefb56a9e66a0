package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.server.UID;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.BadAttributeValueExpException;
import javax.management.ObjectName;
import org.apache.camel.support.DefaultExchangeHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's serialization filter, in a JVM that has it (finding F12, threat D3). */
class SerialFilterTest {
    @TempDir
    Path folder;

    @Test
    void letsThroughWhatJmxNeedsAndNothingElse() throws IOException {
        String filter = Pattern.compile("serial_filter\\+?='([^']*)'")
                .matcher(Files.readString(Path.of("camelopard")))
                .results()
                .map((MatchResult part) -> part.group(1))
                .collect(Collectors.joining());
        assertThat(filter).endsWith(";!*");

        try (Child child = Child.start(folder, List.of("-Djdk.serialFilter=" + filter), Reader.class.getName())) {
            assertThat(child.status(Duration.ofMinutes(1))).as(child.output()).isZero();
            assertThat(child.out().lines())
                    .containsExactly(
                            "map read",
                            "name of a bean read",
                            "id of a call read",
                            "exchange rejected",
                            "list with a URL rejected",
                            "gadget rejected",
                            "own class rejected");
        }
    }

    /** The JVM with the filter. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws Exception {
            Map<String, Object> objects = new LinkedHashMap<>();
            objects.put("map", new HashMap<>(Map.of("a", 1L)));
            objects.put("name of a bean", new ObjectName("io.camelopard:type=Harvest,name=x"));
            objects.put("id of a call", new UID());
            objects.put("exchange", new DefaultExchangeHolder());
            objects.put(
                    "list with a URL",
                    new ArrayList<>(List.of(URI.create("http://h.invalid/").toURL())));
            objects.put("gadget", new BadAttributeValueExpException("x"));
            objects.put("own class", new Own());
            for (Map.Entry<String, Object> object : objects.entrySet()) {
                System.out.println(object.getKey() + (isRead(object.getValue()) ? " read" : " rejected"));
            }
        }

        @SuppressWarnings("BanSerializableRead") // Its own bytes, and the filter is what is looked at.
        private static boolean isRead(Object object) throws IOException, ClassNotFoundException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return in.readObject() != null;
            } catch (InvalidClassException e) {
                return false;
            }
        }
    }

    private static final class Own implements Serializable {
        private static final long serialVersionUID = 1;
    }
}
