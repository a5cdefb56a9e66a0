package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Loads and checks harvest files (HARVEST.md). A harvest that loads has been checked whole; what is wrong is told with
 * file and line, everything at once.
 */
public final class HarvestFile {
    private static final int MOST_BYTES = 1 << 20;

    private HarvestFile() {}

    /**
     * The harvest in a file.
     *
     * @throws MisuseException when it does not check, with a line for each problem
     */
    public static Harvest load(Path file) {
        return read(file).harvest(file.toString());
    }

    /** As {@link #load}, of a text; {@code fileName} gives the name, stands in messages, and a target list is beside it. */
    public static Harvest parse(String fileName, String yaml) {
        return read(fileName, Path.of(fileName), yaml, Clock.systemUTC()).harvest(fileName);
    }

    /** What is wrong in a file, by line; empty when nothing is. The file is named as the path is given. */
    public static List<Problem> check(Path file) {
        return read(file).problems();
    }

    /** What is wrong in a text, by line. */
    public static List<Problem> check(String fileName, String yaml) {
        return read(fileName, Path.of(fileName), yaml, Clock.systemUTC()).problems();
    }

    /** The name of the harvest in a file of this name: without {@code .yaml} or {@code .yml}. */
    public static String name(Path file) {
        return Objects.toString(file.getFileName(), "").replaceFirst("\\.ya?ml$", "");
    }

    /** What came of a file: a harvest, or problems. */
    record Outcome(@Nullable Harvest harvest, List<Problem> problems) {
        Harvest harvest(String file) {
            if (harvest == null || !problems.isEmpty()) {
                String all = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
                throw new MisuseException(all.isEmpty() ? file + ": not a harvest" : all);
            }
            return harvest;
        }

        static Outcome wrong(String file, String message) {
            return new Outcome(null, List.of(new Problem(file, 1, message)));
        }
    }

    private static Outcome read(Path file) {
        String shown = file.toString();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                return Outcome.wrong(shown, "larger than 1 MB, which no harvest is");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return read(shown, file, text, Clock.systemUTC());
        } catch (NoSuchFileException e) {
            return Outcome.wrong(shown, "there is no such file");
        } catch (CharacterCodingException e) {
            return Outcome.wrong(shown, "not UTF-8 text");
        } catch (IOException e) {
            return Outcome.wrong(shown, "cannot be read: " + e.getMessage());
        }
    }

    static Outcome read(String shown, Path file, String text, Clock clock) {
        YamlReader.Result yaml = YamlReader.read(shown, text);
        YamlDocument document = yaml.document();
        if (document == null) {
            return new Outcome(null, yaml.findings().problems());
        }
        Entry root = new Entry(document, yaml.findings(), "");
        SchemaCheck.words(document, yaml.findings());
        Harvest harvest = document.root().isObject() ? new HarvestReader(root, clock).read(file) : null;
        SchemaCheck.check(document, yaml.findings());
        return new Outcome(harvest, yaml.findings().problems());
    }
}
