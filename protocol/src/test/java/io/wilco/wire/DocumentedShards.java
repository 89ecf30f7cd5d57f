package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the documented layouts say of keys and shards. */
final class DocumentedShards {
    private DocumentedShards() {}

    static void encodeKeyed(final DocumentedFields fields, final ByteBuffer buffer, final int at) {
        KeyedFlyweight.write(buffer, at, Key.of(fields.bytes("key")));
        KeyedFlyweight.setOwner(buffer, at, fields.integer("shard"), fields.number("epoch"));
        KeyedFlyweight.setCopy(buffer, at, fields.integer("copy"));
        KeyedFlyweight.setIdentity(
                buffer,
                at,
                fields.number("client"),
                fields.number("sequence"),
                fields.number("openFrom"),
                fields.number("version"));
    }

    static void decodeKeyed(final ByteBuffer buffer, final int at, final DocumentedFields into) {
        into.putNumber("epoch", KeyedFlyweight.epoch(buffer, at));
        into.putId("client", KeyedFlyweight.client(buffer, at));
        into.putNumber("sequence", KeyedFlyweight.sequence(buffer, at));
        into.putNumber("openFrom", KeyedFlyweight.openFrom(buffer, at));
        into.putNumber("version", KeyedFlyweight.version(buffer, at));
        into.putNumber("shard", KeyedFlyweight.shard(buffer, at));
        into.putNumber("copy", KeyedFlyweight.copy(buffer, at));
        into.putNumber("keyLength", KeyedFlyweight.keyLength(buffer, at));
        into.putText("key", KeyedFlyweight.key(buffer, at).toString());
    }

    static int encodePlacement(final DocumentedFields fields, final ByteBuffer buffer, final int at) {
        final int length = PlacementFlyweight.writeHeader(
                buffer,
                at,
                fields.number("authority"),
                fields.integer("index"),
                fields.integer("what"),
                fields.number("timeMs"));
        final byte[] bytes = fields.bytes("bytes");
        buffer.put(at + length, bytes);
        return length + bytes.length;
    }

    static void decodePlacement(final ByteBuffer buffer, final int at, final int length, final DocumentedFields into) {
        assertThat(PlacementFlyweight.isValid(buffer, at, length)).isTrue();
        into.putId("authority", PlacementFlyweight.authority(buffer, at));
        into.putNumber("index", PlacementFlyweight.index(buffer, at));
        final int what = PlacementFlyweight.what(buffer, at);
        assertThat(what).isEqualTo(PlacementFlyweight.COMMAND);
        into.putCode("what", what, "COMMAND");
        into.putNumber("timeMs", PlacementFlyweight.timeMs(buffer, at));
        into.putBytes(
                "bytes",
                buffer,
                at + PlacementFlyweight.BYTES_OFFSET,
                PlacementFlyweight.bytes(buffer, at, length).length);
    }

    static int encode(final DocumentedFields fields, final ByteBuffer buffer, final int at) {
        int length = ShardsFlyweight.writeHeader(
                buffer,
                at,
                fields.number("authority"),
                fields.number("version"),
                fields.number("term"),
                fields.integer("page"),
                fields.text("service"));
        ShardsFlyweight.setTurn(buffer, at, fields.integer("turn"));
        if (fields.integer("flags") == ShardsFlyweight.GRANTS_LEASE_FLAG) {
            ShardsFlyweight.setGrantsLease(buffer, at);
        }
        for (int i = 0; i < fields.integer("count"); i++) {
            final boolean isBusy = fields.asMap().get("shard" + i).endsWith("(BUSY)");
            length = ShardsFlyweight.append(
                    buffer, at, length, fields.integer("shard" + i), fields.number("epoch" + i), isBusy);
            ShardsFlyweight.setWorkUs(buffer, at, length, fields.number("work" + i));
        }
        return length;
    }

    static void decode(final ByteBuffer buffer, final int at, final int length, final DocumentedFields into) {
        assertThat(ShardsFlyweight.isValid(buffer, at, length)).isTrue();
        into.putId("authority", ShardsFlyweight.authority(buffer, at));
        into.putNumber("version", ShardsFlyweight.version(buffer, at));
        into.putNumber("term", ShardsFlyweight.term(buffer, at));
        into.putNumber("turn", ShardsFlyweight.turn(buffer, at));
        into.putNumber("flags", ShardsFlyweight.grantsLease(buffer, at) ? ShardsFlyweight.GRANTS_LEASE_FLAG : 0);
        into.putNumber("page", ShardsFlyweight.page(buffer, at));
        final String service = ShardsFlyweight.service(buffer, at);
        into.putNumber("serviceLength", service.getBytes(StandardCharsets.UTF_8).length);
        into.putNumber("count", ShardsFlyweight.count(buffer, at));
        into.putText("service", service);
        for (int i = 0; i < ShardsFlyweight.count(buffer, at); i++) {
            final int shard = ShardsFlyweight.shard(buffer, at, i);
            if (ShardsFlyweight.isBusy(buffer, at, i)) {
                into.putCode("shard" + i, shard, "BUSY");
            } else {
                into.putNumber("shard" + i, shard);
            }
            into.putNumber("epoch" + i, ShardsFlyweight.epoch(buffer, at, i));
            into.putNumber("work" + i, ShardsFlyweight.workUs(buffer, at, i));
        }
    }
}
