package io.wilco.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsFileTest {
    @TempDir
    private Path folder;

    private List<String> found(final String text, final String name) throws IOException {
        final Path path = folder.resolve("hosts");
        Files.writeString(path, text);
        return new HostsFile(path)
                .addresses(name).stream().map(InetAddress::getHostAddress).toList();
    }

    @Test
    void shouldFindAllAddressesOfANameAndOfItsAliases() throws IOException {
        final String text = "# db9 is not db1\n\n10.0.0.1\tdb1.example.com  db1 # db2\n10.0.0.2 DB1\n::7 db1\r\n";

        assertThat(found(text, "db1")).containsExactly("10.0.0.1", "10.0.0.2", "0:0:0:0:0:0:0:7");
        assertThat(found(text, "db1.EXAMPLE.com.")).containsExactly("10.0.0.1");
        assertThat(found(text, "db2")).isEmpty();
        assertThat(found(text, "10.0.0.1")).isEmpty();
    }

    @Test
    void shouldPassOverLinesThatAreNoGood() throws IOException {
        assertThat(found(
                        "10.0.0.300 db1\nnowhere.invalid db1\n10.1 db1\n10.0.0.1\n\u0000\u00ff db1\n10.0.0.2 db1",
                        "db1"))
                .containsExactly("10.0.0.2");
    }

    @Test
    void shouldKnowLocalhostEvenWithoutAFile() {
        final HostsFile none = new HostsFile(folder.resolve("none"));

        assertThat(none.addresses("localhost")).hasSize(2).allMatch(InetAddress::isLoopbackAddress);
        assertThat(none.addresses("a.LocalHost.")).hasSize(2);
        assertThat(none.addresses("nolocalhost")).isEmpty();
    }

    @Test
    void shouldBelieveTheFileAboutLocalhost() throws IOException {
        assertThat(found("127.0.0.9 localhost", "localhost")).containsExactly("127.0.0.9");
    }
}
