package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialTest {
    @ParameterizedTest
    @CsvSource({
        "https://h.org, https://h.org/x/y?z, true",
        "https://h.org/, https://H.ORG:443/x, true",
        "https://h.org:8443, https://h.org:8443/x, true",
        "https://h.org, http://h.org/x, false",
        "https://h.org, https://h.org:8443/x, false",
        "https://h.org, https://www.h.org/x, false",
        "https://h.org, https://h.org.evil.org/x, false",
        "https://h.org, https://evilh.org/x, false",
        "http://h.org, https://h.org/x, false",
        "http://127.0.0.1:80, http://[::ffff:127.0.0.1]/x, true"
    })
    void isForOneSchemeHostAndPort(String origin, String url, boolean sent) {
        Credential credential = Credential.bearer(origin, "t");

        assertThat(credential.isFor(RemoteUri.parse(url))).isEqualTo(sent);
    }

    @Test
    void isInNoMessage(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("s"), "s3cret\nmore");

        assertThat(Credential.secret("k", "file:" + file)).isEqualTo("s3cret");
        assertThat(Credential.bearer("https://h.org", "s3cret"))
                .hasToString("Credential[https://h.org/ Authorization]");
        assertThatThrownBy(() -> Credential.bearer("https://h.org", "s3\r\ncret"))
                .isInstanceOf(MisuseException.class)
                .hasMessage("the secret for https://h.org holds control characters");
        assertThatThrownBy(() -> Credential.secret("k", "s3cret"))
                .isInstanceOf(MisuseException.class)
                .hasMessage("k: secrets do not stand in the configuration; expected env:NAME or file:/path");
        assertThatThrownBy(() -> Credential.secret("k", "env:NO_SUCH_VARIABLE_HERE"))
                .hasMessage("k: there is no environment variable NO_SUCH_VARIABLE_HERE");
    }
}
