package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of an example by the names that docs/protocol.md gives them, written exactly as it writes them. */
final class DocumentedFields {
    private final Map<String, String> values = new LinkedHashMap<>();

    void put(final String name, final String value) {
        assertThat(values.put(name, value)).as("%s occurs twice", name).isNull();
    }

    void putNumber(final String name, final long value) {
        put(name, Long.toUnsignedString(value));
    }

    void putCode(final String name, final long code, final String codeName) {
        put(name, code + " (" + codeName + ")");
    }

    void putId(final String name, final long id) {
        put(name, String.format("0x%016x", id));
    }

    void putText(final String name, final String text) {
        put(name, '"' + text + '"');
    }

    /** Bytes that are no text, as pairs of digits. */
    void putBytes(final String name, final ByteBuffer buffer, final int offset, final int length) {
        put(name, "[" + Hex.of(Bytes.copy(buffer, offset, length)).replaceAll("(..)(?!$)", "$1 ") + "]");
    }

    /** Text if it is that, else bytes. */
    void putPayload(final String name, final ByteBuffer buffer, final int offset, final int length) {
        final String text = Bytes.utf8(buffer, offset, length);
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            putText(name, text);
        } else {
            putBytes(name, buffer, offset, length);
        }
    }

    /** A number, whichever way it is written, without the name of its code. */
    long number(final String name) {
        final String value = get(name).replaceFirst(" \\([\\w, ]+\\)$", "");
        return value.startsWith("0x") ? Long.parseUnsignedLong(value.substring(2), 16) : Long.parseUnsignedLong(value);
    }

    int integer(final String name) {
        return Math.toIntExact(number(name));
    }

    String text(final String name) {
        final String value = get(name);
        assertThat(value).as(name).matches("\".*\"");
        return value.substring(1, value.length() - 1);
    }

    byte[] bytes(final String name) {
        final String value = get(name);
        return value.startsWith("[")
                ? Hex.bytes(value.substring(1, value.length() - 1))
                : text(name).getBytes(StandardCharsets.UTF_8);
    }

    Map<String, String> asMap() {
        return values;
    }

    private String get(final String name) {
        final String value = values.get(name);
        return value == null ? fail("the document has no field %s", name) : value;
    }

    /** Hexadecimal digits and back; blanks between them mean nothing. */
    static final class Hex {
        private Hex() {}

        static String of(final byte[] bytes) {
            final StringBuilder hex = new StringBuilder(2 * bytes.length);
            for (final byte b : bytes) {
                hex.append(Character.forDigit(b >> 4 & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
            }
            return hex.toString();
        }

        static byte[] bytes(final String hex) {
            final String digits = hex.replace(" ", "");
            final byte[] bytes = new byte[digits.length() / 2];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(digits, 2 * i, 2 * i + 2, 16);
            }
            return bytes;
        }
    }
}
