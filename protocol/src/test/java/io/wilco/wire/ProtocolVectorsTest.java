package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.wilco.link.LinkConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds docs/protocol.md to the code. Each example there is two fenced blocks: {@code hex LABEL} has the bytes,
 * {@code fields LABEL} has the same bytes again, a field a line: offset, bytes, name = value. The documented values
 * must encode to the documented bytes, and these must decode to the values, both by the flyweights.
 */
class ProtocolVectorsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "protocol.md");
    private static final int EXAMPLE_BYTES_MAX = 1_408;
    private static final int NS_PER_US = 1_000;
    private static final int NS_PER_MS = 1_000_000;

    private static final Pattern FENCE = Pattern.compile("```(hex|fields) (.+)");
    private static final Pattern FIELD = Pattern.compile(" *(\\d+) +((?:[0-9a-f]{2} )*) *([\\w.]+) = (.+)");

    private static final String TEXT = read(DOCUMENT);
    private static final Map<String, Vector> VECTORS = parse(TEXT);

    /** An example of the document. */
    private static final class Vector {
        private final StringBuilder hex = new StringBuilder();
        private final StringBuilder annotatedHex = new StringBuilder();
        private final List<Integer> offsets = new ArrayList<>();
        private final List<Integer> annotatedOffsets = new ArrayList<>();
        private final DocumentedFields fields = new DocumentedFields();
    }

    static Set<String> labels() {
        return DocumentedLayouts.CODECS.keySet();
    }

    @Test
    void shouldHaveAnExampleOfEveryLayoutAndNoOther() {
        assertThat(VECTORS.keySet()).containsExactlyInAnyOrderElementsOf(labels());
    }

    @ParameterizedTest
    @MethodSource("labels")
    void shouldAnnotateEveryByte(final String label) {
        final Vector vector = vector(label);

        assertThat(vector.annotatedHex).hasToString(vector.hex.toString());
        assertThat(vector.annotatedOffsets).isEqualTo(vector.offsets);
    }

    @ParameterizedTest
    @MethodSource("labels")
    void shouldEncodeTheDocumentedValuesToTheDocumentedBytes(final String label) {
        final Vector vector = vector(label);

        final ByteBuffer encoded = Bytes.heap(EXAMPLE_BYTES_MAX);

        final int length = DocumentedLayouts.CODECS.get(label).encoder().encode(vector.fields, encoded);

        assertThat(DocumentedFields.Hex.of(Bytes.copy(encoded, 0, length))).isEqualTo(vector.hex.toString());
    }

    @ParameterizedTest
    @MethodSource("labels")
    void shouldDecodeTheDocumentedBytesToTheDocumentedValues(final String label) {
        final Vector vector = vector(label);
        final ByteBuffer bytes = Bytes.wrap(DocumentedFields.Hex.bytes(vector.hex.toString()));
        final DocumentedFields decoded = new DocumentedFields();

        DocumentedLayouts.CODECS.get(label).decoder().decode(bytes, decoded);

        assertThat(decoded.asMap()).containsExactlyInAnyOrderEntriesOf(vector.fields.asMap());
    }

    @Test
    void shouldListEveryCode() {
        for (final CloseReason reason : CloseReason.values()) {
            assertThat(TEXT).contains("| " + reason.code() + " | `" + reason + "` |");
        }
        for (final Priority priority : Priority.values()) {
            assertThat(TEXT).contains("| " + priority.code() + " | `" + priority + "` |");
        }
        for (final ReplyStatus status : ReplyStatus.values()) {
            assertThat(TEXT).contains("| " + status.code() + " | `" + status + "` |");
        }
        for (final RejectReason reason : RejectReason.values()) {
            assertThat(TEXT).contains("| " + reason.code() + " | `" + reason + "` |");
        }
        for (final WorkerState state : WorkerState.values()) {
            assertThat(TEXT).contains("| " + state.code() + " | `" + state + "` |");
        }
    }

    @Test
    void shouldListTheDefaultsOfTheLink() throws ReflectiveOperationException {
        for (final var component : LinkConfig.class.getRecordComponents()) {
            final long value = ((Number) component.getAccessor().invoke(LinkConfig.DEFAULT)).longValue();
            final String shown;
            if (!component.getName().endsWith("Ns")) {
                shown = String.format(Locale.ROOT, "%,d", value);
            } else if (value % NS_PER_MS == 0) {
                shown = String.format(Locale.ROOT, "%,d ms", value / NS_PER_MS);
            } else {
                shown = String.format(Locale.ROOT, "%,d µs", value / NS_PER_US);
            }
            assertThat(TEXT).contains("| `" + component.getName() + "` | " + shown + " |");
        }
    }

    // ---- The document.

    private static String read(final Path path) {
        try {
            return Files.readString(path);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Vector> parse(final String text) {
        final Map<String, Vector> vectors = new LinkedHashMap<>();
        String kind = "";
        Vector vector = new Vector();
        for (final String line : text.lines().toList()) {
            final Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                kind = fence.group(1);
                vector = vectors.computeIfAbsent(fence.group(2), label -> new Vector());
                final boolean isFirst = (kind.equals("hex") ? vector.hex : vector.annotatedHex).isEmpty();
                assertThat(isFirst).as("%s occurs twice", line).isTrue();
            } else if (line.startsWith("```")) {
                kind = "";
            } else if (kind.equals("hex")) {
                vector.hex.append(line.replace(" ", ""));
            } else if (kind.equals("fields")) {
                parseField(line, vector);
            }
        }
        return vectors;
    }

    private static void parseField(final String line, final Vector vector) {
        final Matcher field = FIELD.matcher(line);
        assertThat(field.matches())
                .as("offset, bytes, name = value: '%s'", line)
                .isTrue();
        vector.offsets.add(vector.annotatedHex.length() / 2);
        vector.annotatedOffsets.add(Integer.valueOf(field.group(1)));
        vector.annotatedHex.append(field.group(2).replace(" ", ""));
        vector.fields.put(field.group(3), field.group(4));
    }

    private static Vector vector(final String label) {
        final Vector vector = VECTORS.get(label);
        return vector == null ? fail("%s has no example '%s'", DOCUMENT, label) : vector;
    }
}
