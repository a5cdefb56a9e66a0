package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The digests that servers give, for the file {@code 123456789}, whose checksums are published. */
class ServerDigestTest {
    @TempDir
    Path folder;

    private Optional<String> mismatch(ServerDigest digest, String content) throws IOException {
        Path file = Files.writeString(folder.resolve("x"), content, StandardCharsets.US_ASCII);
        return digest.mismatch(file, Digests.of(file));
    }

    /** The CRCs are those of the catalogue of CRC algorithms, the others of openssl. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        repr-digest              | sha-256=:FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=:            | SHA_256
        repr-digest              | sha=:98O8HYCOBHMq32eZZczDTKeuNEE=:, md5=:JfnnlDI7RTiF9RgfG2JNCw==:;a | SHA
        content-digest           | md5=:JfnnlDI7RTiF9RgfG2JNCw==:                                    | MD5
        digest                   | md5=AAAAAAAAAAAAAAAAAAAAAA==,SHA-256=FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU= | SHA_256
        digest                   | UNIXsum=1, SHA-512=2eZ2LdHI6vbWGzxhkvxAjU1tXxF20MKRabwk5xw/J0rSf81YEbMT1oH35V7ALXPUmclUVba1u1A6z1dPuo/+hQ== | SHA_512
        digest                   | md5=MjVmOWU3OTQzMjNiNDUzODg1ZjUxODFmMWI2MjRkMGI=                  | MD5
        digest                   | adler32=091e01de                                                  | ADLER32
        content-md5              | JfnnlDI7RTiF9RgfG2JNCw==                                          | MD5
        content-md5              | 25F9E794323B453885F5181F1B624D0B                                  | MD5
        x-goog-hash              | crc32c=4waSgw==                                                   | CRC32C
        x-goog-hash              | crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==                      | MD5
        x-amz-checksum-crc32     | y/Q5Jg==                                                          | CRC32
        x-amz-checksum-crc32c    | 4waSgw==                                                          | CRC32C
        x-amz-checksum-crc64nvme | rosUhgp5mIg=                                                      | CRC64NVME
        x-amz-checksum-sha1      | 98O8HYCOBHMq32eZZczDTKeuNEE=                                      | SHA
        x-amz-checksum-sha256    | FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=                      | SHA_256
        """)
    void knowsTheDigest(String header, String value, String algorithm) throws IOException {
        ServerDigest digest = ServerDigest.of(Map.of(header, value), true).orElseThrow();

        assertThat(digest.algorithm()).hasToString(algorithm);
        assertThat(mismatch(digest, "123456789")).isEmpty();
        assertThat(mismatch(digest, "123456788")).hasValueSatisfying(what -> assertThat(what)
                .startsWith(algorithm + " is ")
                .contains(", the server's " + header + " says "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        repr-digest           | sha-256=FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=
        repr-digest           | sha-256=:FeKw08M4:
        repr-digest           | sha-256=:not base64:
        repr-digest           | blake3=:FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=:
        digest                | 25f9e794323b453885f5181f1b624d0b
        content-md5           | 25f9e794
        x-amz-checksum-sha256 | FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=-3
        x-amz-checksum-type   | FULL_OBJECT
        etag                  | "25f9e794323b453885f5181f1b624d0b"
        """)
    void passesOverWhatIsNone(String header, String value) {
        assertThat(ServerDigest.of(Map.of(header, value), true)).isEmpty();
    }

    @Test
    void takesOfAPartOnlyWhatIsOfTheWhole() {
        String md5 = "JfnnlDI7RTiF9RgfG2JNCw==";
        Map<String, String> part = Map.of("content-md5", md5, "content-digest", "md5=:" + md5 + ":");
        Map<String, String> whole = Map.of("repr-digest", "md5=:" + md5 + ":");

        assertThat(ServerDigest.of(part, false)).isEmpty();
        assertThat(ServerDigest.of(part, true)).isPresent();
        assertThat(ServerDigest.of(whole, false)).isPresent();
    }

    @Test
    void takesNoDigestOfSomethingElse() {
        assertThat(ServerDigest.of(
                        Map.of("x-amz-checksum-crc32", "y/Q5Jg==", "x-amz-checksum-type", "COMPOSITE"), true))
                .isEmpty();
        assertThat(ServerDigest.of(
                        Map.of("x-goog-hash", "crc32c=4waSgw==", "x-goog-stored-content-encoding", "gzip"), true))
                .isEmpty();
        assertThat(ServerDigest.of(
                        Map.of("x-goog-hash", "crc32c=4waSgw==", "x-goog-stored-content-encoding", "identity"), true))
                .isPresent();
    }
}
