package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job documents as services send them. */
class UwsJobTest {
    @TempDir
    Path folder;

    @Test
    void readsAJobOf11() {
        UwsJob job = sample("job");

        assertThat(job.phase()).isEqualTo("COMPLETED");
        assertThat(job.blocks()).isTrue();
        assertThat(job.destruction()).isEqualTo(Instant.parse("2018-02-01T00:00:00Z"));
        assertThat(job.results())
                .containsExactly(new UwsJob.Result("result", "http://example.com/tap/async/1337/results/result"));
    }

    /** VO-TRAPS 4, UWS: 1.0 servers have no version. */
    @Test
    void readsAJobOf10() {
        UwsJob job = sample("gavo-pending-job");

        assertThat(job.wantsRun()).isTrue();
        assertThat(job.blocks()).isFalse();
        assertThat(job.destruction()).isEqualTo(Instant.parse("2016-05-05T10:54:03Z"));
    }

    @Test
    void readsSeveralResultsAndTimesThatAreNotThere() {
        UwsJob job = sample("casda-completed-job");

        assertThat(job.results())
                .extracting(UwsJob.Result::id)
                .containsExactly("cube-244.checksum", "cube-244", "cube-245");
        assertThat(job.destruction()).isNull();
    }

    @Test
    void readsTheSummaryOfAnError() {
        assertThat(sample("job-error").message()).isEqualTo("We have problem");
        assertThat(sample("job-error").passing()).isFalse();
    }

    @Test
    void readsUndeclaredPrefixesOddTimesAndAQueryThatLooksLikeXml() throws IOException {
        UwsJob job = read("""
                <x:job version="1.1"><x:phase> executing </x:phase><x:destruction>2026-11-20T13:33:50.738+0100</x:destruction>
                <x:parameters><x:parameter id="q">&lt;phase&gt;ERROR&lt;/phase&gt;</x:parameter></x:parameters>
                <x:results><x:result id="r" xl:href="7/results/r?a=1&amp;b=2"/></x:results></x:job>""");

        assertThat(job.phase()).isEqualTo("EXECUTING");
        assertThat(job.destruction()).isEqualTo(Instant.parse("2026-11-20T12:33:50.738Z"));
        assertThat(job.results().get(0).url()).isEqualTo("https://x.org/tap/async/7/results/r?a=1&b=2");
        assertThat(read("<job><destruction>tomorrow</destruction></job>").destruction())
                .isNull();
        assertThat(read("<job><destruction>2026-01-01T00:00:00</destruction></job>")
                        .destruction())
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void takesNothingElseForAJob() {
        assertThatThrownBy(() -> sample("euclid-jobs-list"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("found no UWS job");
        assertThatThrownBy(() -> read("Proxy error")).isInstanceOf(TransientException.class);
    }

    /** VO-TRAPS 5, VOTable: no external entities, no DTD; so for all XML that comes from elsewhere. */
    @Test
    void readsNoOtherFileForAnEntity() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "ERROR");

        assertThatThrownBy(() -> read(
                        "<!DOCTYPE job [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]><job><phase>&x;</phase></job>"))
                .isInstanceOf(TransientException.class)
                .hasMessageNotContaining("ERROR");
    }

    private static UwsJob sample(String name) {
        Path file = Cases.RESOURCES.resolve("vo-samples/uws/" + name + ".xml");
        return UwsJob.read(file, "https://x.org/tap/async/1", "https://x.org/tap/async/1");
    }

    private UwsJob read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("job.xml"), text);
        return UwsJob.read(file, "https://x.org/tap/async/1", "https://x.org/tap/async/1");
    }
}
