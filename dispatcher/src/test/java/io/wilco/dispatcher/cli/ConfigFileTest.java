package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.cli.UserError;
import io.wilco.dispatcher.cli.ConfigFile.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadPropertiesAndRememberWhereTheyStand() throws IOException {
        final Path file = write("""
                # Comment: not a setting = 1 \\
                ! nor this = 2

                queue = 5
                policy:round-robin
                listen 127.0.0.1:7400
                admin = 127.0.0.1:\\
                        7480
                max\\-links = 7\s\s
                path = C:\\\\
                empty =
                """);

        assertThat(ConfigFile.read(file))
                .containsExactly(
                        new Entry("queue", "5", file + ":4"),
                        new Entry("policy", "round-robin", file + ":5"),
                        new Entry("listen", "127.0.0.1:7400", file + ":6"),
                        new Entry("admin", "127.0.0.1:7480", file + ":7"),
                        new Entry("max-links", "7", file + ":9"),
                        new Entry("path", "C:\\", file + ":10"),
                        new Entry("empty", "", file + ":11"));
    }

    @Test
    void shouldReadAnEmptyFile() throws IOException {
        assertThat(ConfigFile.read(write(""))).isEmpty();
    }

    @Test
    void shouldNotReadWhatIsNoText() throws IOException {
        final Path file = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xC3, 0x28});

        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(UserError.class)
                .hasMessage("--config: '" + file + "' is not UTF-8 text");
    }

    @Test
    void shouldNotReadWhatIsTooLarge() throws IOException {
        final Path file = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("too large");
    }

    private Path write(final String text) throws IOException {
        return Files.writeString(folder.resolve("a.properties"), text, StandardCharsets.UTF_8);
    }
}
