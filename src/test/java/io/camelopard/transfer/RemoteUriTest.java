package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteUriTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http://example.org                             | http://example.org/
        HTTPS://Example.ORG/Path                       | https://example.org/Path
        http://example.org:80/x                        | http://example.org/x
        https://example.org:443/x                      | https://example.org/x
        https://example.org:8443/x                     | https://example.org:8443/x
        http://example.org:/x                          | http://example.org/x
        http://example.org./x                          | http://example.org/x
        http://example.org/a b                         | http://example.org/a%20b
        http://example.org/a%20b%2fc%2F                | http://example.org/a%20b%2fc%2F
        http://example.org/100%                        | http://example.org/100%25
        http://example.org/%zz                         | http://example.org/%25zz
        http://example.org/?leak={{env:SECRET}}        | http://example.org/?leak=%7B%7Benv:SECRET%7D%7D
        http://example.org/${sysenv.SECRET}            | http://example.org/%24%7Bsysenv.SECRET%7D
        http://example.org/x?y=RAW(secret)             | http://example.org/x?y=RAW%28secret)
        http://example.org/x?y=(secret)                | http://example.org/x?y=(secret)
        http://example.org/x#frag                      | http://example.org/x
        http://example.org/x?a=b#{{env:SECRET}}        | http://example.org/x?a=b
        http://example.org//FTP//x/                    | http://example.org//FTP//x/
        http://example.org/a/./b/../c                  | http://example.org/a/c
        http://example.org/a//../c                     | http://example.org/a/c
        http://example.org/../../x                     | http://example.org/x
        http://example.org/a/%2e%2E/x                  | http://example.org/x
        http://example.org/a/..                        | http://example.org/
        http://example.org/ä                           | http://example.org/%C3%A4
        http://example.org/?q=α&r=[1]                  | http://example.org/?q=%CE%B1&r=%5B1%5D
        http://example.org/a\\..\\b                      | http://example.org/a%5C..%5Cb
        http://example.org/<a>"^`                      | http://example.org/%3Ca%3E%22%5E%60
        http://example.org/x?a=1+2;b=~'!*,@/?:         | http://example.org/x?a=1+2;b=~'!*,@/?:
        http://münchen.example/x                       | http://xn--mnchen-3ya.example/x
        http://93.184.216.34/x                         | http://93.184.216.34/x
        http://９３.184.216.34/x                        | http://93.184.216.34/x
        http://127。0。0。1/                             | http://127.0.0.1/
        http://[2001:DB8::1]:8080/x                    | http://[2001:db8:0:0:0:0:0:1]:8080/x
        http://[::ffff:127.0.0.1]/                     | http://127.0.0.1/
        http://[::ffff:7f00:1]/                        | http://127.0.0.1/
        """)
    void writesUrlsInTheOneForm(String text, String expected) {
        assertThat(RemoteUri.parse(text)).hasToString(expected.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        file:///etc/passwd                             | only http and https
        ftp://example.org/x                            | only http and https
        jar:http://example.org/x.jar!/y                | only http and https
        gopher://example.org/                          | only http and https
        javascript:alert(1)                            | only http and https
        language:simple:${env:SECRET}                  | only http and https
        s3://bucket/key                                | only http and https
        mailto:me@example.org                          | only http and https
        /relative/path                                 | not an absolute URL
        example.org/x                                  | not an absolute URL
        http:/example.org/x                            | has no host
        http:example.org                               | has no host
        http:///x                                      | neither a name nor an address
        http://user@example.org/                       | user name
        http://user:pass@example.org/                  | user name
        http://example.org@127.0.0.1/                  | user name
        http://example.org%40127.0.0.1/                | no legal name
        http://2130706433/                             | plain decimal
        http://017700000001/                           | plain decimal
        http://0x7f000001/                             | plain decimal
        http://0x7f.0.0.1/                             | plain decimal
        http://127.1/                                  | plain decimal
        http://127.0.1/                                | plain decimal
        http://0177.0.0.1/                             | plain decimal
        http://127.000.000.001/                        | plain decimal
        http://256.1.1.1/                              | plain decimal
        http://1.2.3.4.5/                              | plain decimal
        http://%31%32%37.0.0.1/                        | no legal name
        http://{{env:HOST}}/                           | no legal name
        http://${host}/                                | no legal name
        http://exa mple.org/                           | no legal name
        http://foo_bar.example.org/                    | no legal name
        http://-x.example.org/                         | no legal name
        http://[::1                                    | no legal name
        http://[fe80::1%25eth0]/                       | IPv6
        http://[v1.x]/                                 | IPv6
        http://example.org:99999/                      | port
        http://example.org:0/                          | port
        http://example.org:22/                         | port
        http://example.org:25/                         | port
        http://example.org:6379/                       | port
        http://example.org:8x/                         | port that is no number
        """)
    void refusesTheRestAndSaysWhy(String text, String why) {
        assertThatThrownBy(() -> RemoteUri.parse(text))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining(why.strip());
    }

    @Test
    void encodesLineBreaksAndNul() {
        assertThat(RemoteUri.parse("http://example.org/a\r\nHost: evil\0"))
                .hasToString("http://example.org/a%0D%0AHost:%20evil%00");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> RemoteUri.parse("http://example.org/" + "x".repeat(20_000)))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("more than 16384");
        assertThatThrownBy(() -> RemoteUri.parse("http://example.org/" + "{".repeat(10_000)))
                .isInstanceOf(FinalException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        x            | http://h.org/a//b/x
        ./x          | http://h.org/a//b/x
        ../x         | http://h.org/a//x
        ../../x      | http://h.org/a/x
        ../../../../x| http://h.org/x
        /x//y        | http://h.org/x//y
        ?C=N;O=D     | http://h.org/a//b/c?C=N;O=D
        #top         | http://h.org/a//b/c?q=1
        //o.org/x    | http://o.org/x
        https://o.org| https://o.org/
        {{x}}/       | http://h.org/a//b/%7B%7Bx%7D%7D/
        """)
    void resolvesReferences(String reference, String expected) {
        URI base = URI.create("http://h.org/a//b/c?q=1");

        assertThat(RemoteUri.resolve(base, reference)).hasToString(expected.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///x", "javascript:x()", "//user@o.org/", "//127.1/"})
    void refusesReferencesAsItRefusesUrls(String reference) {
        assertThatThrownBy(() -> RemoteUri.resolve(URI.create("http://h.org/"), reference))
                .isInstanceOf(FinalException.class);
    }

    @Test
    void showsUrlsWithoutWhatCanBeSecret() {
        assertThat(RemoteUri.shown("https://me:pass@h.org/x/y?token=1#t")).isEqualTo("https://h.org/x/y");
        assertThat(RemoteUri.shown("http://h.org/a\u202e\n")).isEqualTo("http://h.org/a??");
        assertThatThrownBy(() -> RemoteUri.parse("ftp://me:pass@h.org/?token=1"))
                .hasMessageNotContainingAny("pass", "token");
    }

    @Property(tries = 5000)
    void leavesNoPlaceholderAndIsStable(@ForAll("urls") String url) {
        URI uri;
        try {
            uri = RemoteUri.parse(url);
        } catch (FinalException e) {
            return;
        }
        assertThat(uri.toString())
                .doesNotContainAnyWhitespaces()
                .doesNotContain("{", "}", "$", "#", "<", ">", "\"", "\\");
        assertThat(uri.toString()).doesNotContainIgnoringCase("RAW(").matches("[!-~]+");
        assertThat(uri.getScheme()).isIn("http", "https");
        assertThat(uri.getHost()).isNotEmpty();
        assertThat(uri.getUserInfo()).isNull();
        assertThat(RemoteUri.parse(uri.toString())).isEqualTo(uri);
    }

    @Property(tries = 2000)
    void staysAtTheHostForPaths(@ForAll("tails") String tail) {
        URI uri = RemoteUri.resolve(URI.create("http://h.org/a/b"), "/x" + tail);

        assertThat(uri.getRawAuthority()).isEqualTo("h.org");
    }

    @Provide
    Arbitrary<String> urls() {
        Arbitrary<String> hosts =
                Arbitraries.of("example.org", "ex_ample.org", "93.184.216.34", "[::1]", "a@b", "ä.org", "h:80", "h:0");
        Arbitrary<String> schemes = Arbitraries.of("http://", "https://", "HTTP://");
        return schemes.flatMap(scheme -> hosts.flatMap(host -> tails().map(tail -> scheme + host + "/" + tail)));
    }

    @Provide
    Arbitrary<String> tails() {
        Arbitrary<String> pieces = Arbitraries.of(
                "{{", "}}", "${", "#{", "RAW(", "%7B", "%", "%%", "/", "//", "..", "?", "&", "=", "\\", " ", "\n", "\0",
                "x", "ü", "😀", "\ud800", "[", "]", ":", "@", "|");
        return pieces.list().ofMaxSize(12).map(list -> String.join("", list));
    }
}
