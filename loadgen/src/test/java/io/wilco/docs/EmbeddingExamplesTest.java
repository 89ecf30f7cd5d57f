package io.wilco.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of {@code docs/embedding.md} compiles as it stands, given what it takes from its surroundings. */
class EmbeddingExamplesTest {
    private static final Path PAGE = Path.of("..", "docs", "embedding.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

    private static final String BEFORE = """
            import io.wilco.client.*;
            import io.wilco.wire.*;
            import io.wilco.worker.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;

            abstract class Example {
                record Row(byte[] bytes) {}

                interface Store {
                    CompletionStage<Row> find(String key);
                }

                interface Carts {
                    byte[] update(Key key, long epoch, byte[] change);

                    void load(int shard, long epoch);

                    void store(int shard);
                }

                Client client;
                Store store;
                Carts carts;
                byte[] update;
                byte[] picture;
                List<byte[]> chapters;

                abstract byte[] shrink(byte[] picture);

                abstract byte[] render(byte[] row);

                abstract byte[] bind(List<Reply> pages);

                void run() throws Exception {
            """;

    private static final String AFTER = """
                }
            }
            """;

    static Stream<String> examples() throws IOException {
        final List<String> examples = EXAMPLE.matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(examples).hasSizeGreaterThan(4);
        return examples.stream().map(example -> example.replaceAll("(?m)^```.*\\n?", ""));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldCompile(final String example, @TempDir final Path classes) {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final StringWriter said = new StringWriter();
        final List<String> options =
                List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());

        final boolean isCompiled = compiler.getTask(
                        said, null, null, options, null, List.of(new Source(BEFORE + example + AFTER)))
                .call();

        assertThat(isCompiled).as(said.toString()).isTrue();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(final String text) {
            super(URI.create("string:///Example.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(final boolean ignoresEncodingErrors) {
            return text;
        }
    }
}
