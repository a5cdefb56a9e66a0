package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does alike (DESIGN: "both pass one contract test"). */
abstract class StoreContract {
    static final About ABOUT =
            new About("https://example.org/x.fits?token=secret", "ivo://example/x", "application/fits");
    /** More than two parts of 5 MiB. */
    static final int LONG = (11 << 20) + 17;

    @TempDir
    Path folder;

    Store store;
    private Staging staging;

    /** A fresh and empty one. */
    abstract Store open() throws Exception;

    /** What was published is recorded as stored. */
    void recorded(String path) {}

    @BeforeEach
    void begin() throws Exception {
        staging = Staging.at(folder.resolve("staging"), folder.resolve("store"));
        store = open();
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    Received publish(byte[] content, String path, boolean replace) {
        try (Staged staged = staging.open(path)) {
            Received received = staged.receive(new ByteArrayInputStream(content), null, content.length + 1L);
            store.publish(staged, path, received, ABOUT, replace);
            recorded(path);
            return received;
        }
    }

    Received publish(String content, String path, boolean replace) {
        return publish(content.getBytes(StandardCharsets.UTF_8), path, replace);
    }

    @Test
    void publishesWhatWasStaged() {
        Received one = publish("one", "a/b/x.fits", false);

        assertThat(store.find("a/b/x.fits")).contains(one);
        assertThat(store.read("a/b/x.fits")).contains(one);
        assertThat(store.find("a/b/y.fits")).isEmpty();
        assertThat(store.read("a/b/y.fits")).isEmpty();
        assertThat(staging.folder()).isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, LONG})
    void publishesAnyLength(int length) {
        Received received = publish(bytes(length), "x.fits", false);

        assertThat(store.find("x.fits")).contains(received);
        assertThat(store.read("x.fits")).contains(received);
    }

    @Test
    void takesTheSameContentForSuccess() {
        publish("one", "x", false);

        assertThat(publish("one", "x", false)).isEqualTo(store.read("x").orElseThrow());
    }

    @Test
    void overwritesOnlyWhatItMay() {
        Received one = publish("one", "x", false);

        assertThatThrownBy(() -> publish("two", "x", false))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("is not overwritten");
        assertThat(store.read("x")).contains(one);
        Received two = publish("two", "x", true);
        assertThat(store.read("x")).contains(two);
    }

    @Test
    void replacesALongOneByAnother() {
        publish(bytes(LONG), "x", false);
        Received other = publish(bytes(LONG + 1), "x", true);

        assertThat(store.read("x")).contains(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "a/../../x", "a/../b", "./x", "a\0b", "."})
    void refusesPathsThatAreNotPlainlyBelow(String path) {
        assertThatThrownBy(() -> publish("evil", path, false)).isInstanceOf(FinalException.class);
    }

    @Test
    void deletesWhatIsStillAsItWasPublished() {
        Received one = publish("one", "a/x", false);

        assertThat(store.delete("a/x", Digests.sha256("two"))).isFalse();
        assertThat(store.read("a/x")).contains(one);
        assertThat(store.delete("a/x", one.sha256())).isTrue();
        assertThat(store.read("a/x")).isEmpty();
        assertThat(store.delete("a/x", one.sha256())).isFalse();
    }

    @Test
    void keepsWhatIsThereBesideWhatComes() {
        Received one = publish("one", "a/x.fits", false);
        store.keep("a/x.fits");
        store.keep("a/x.fits");
        Received two = publish("two", "a/x.fits", true);
        store.keep("a/x.fits");

        assertThat(store.read("a/x.fits")).contains(two);
        assertThat(store.read("a/x.fits.1")).contains(one);
        assertThat(store.read("a/x.fits.2")).contains(two);
        assertThat(store.read("a/x.fits.3")).isEqualTo(Optional.empty());
    }
}
