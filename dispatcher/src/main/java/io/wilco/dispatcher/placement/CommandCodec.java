package io.wilco.dispatcher.placement;

import java.util.ArrayList;
import java.util.List;

/** Commands as bytes. What is written stays in logs, so no code may ever get another meaning. */
public final class CommandCodec {
    private static final int UP = 1;
    private static final int DOWN = 2;
    private static final int MEMBER_UP = 3;
    private static final int MEMBER_GONE = 4;
    private static final int ACCEPTED = 5;
    private static final int LEAVE = 6;
    private static final int USE = 7;
    private static final int CLAIM = 8;
    private static final int RELEASED = 9;
    private static final int BALANCE = 10;
    private static final int MOVE = 11;
    private static final int WANT = 12;
    private static final int SET = 13;
    private static final int LOST = 14;

    private static final int SERVICES_MAX = 16;
    private static final int SHARDS_MAX = 1_024;

    private CommandCodec() {}

    /** The bytes of a command. */
    public static byte[] encode(final Command command) {
        final ByteWriter to = new ByteWriter();
        if (command instanceof Command.Up up) {
            writeId(to.u8(UP).u8(up.dispatcher()), up.id(), up.incarnation());
            to.i32(up.services().size());
            up.services().forEach(to::text);
            to.i32(up.weight()).i64(up.seen());
        } else if (command instanceof Command.Down down) {
            writeId(to.u8(DOWN).u8(down.dispatcher()), down.id(), down.incarnation());
        } else if (command instanceof Command.MemberUp up) {
            to.u8(MEMBER_UP).u8(up.dispatcher()).text(up.address());
        } else if (command instanceof Command.MemberGone gone) {
            to.u8(MEMBER_GONE).u8(gone.dispatcher());
        } else if (command instanceof Command.Accepted accepted) {
            writeId(to.u8(ACCEPTED), accepted.id(), accepted.incarnation()).i64(accepted.term());
        } else if (command instanceof Command.Leave leave) {
            writeId(to.u8(LEAVE), leave.id(), leave.incarnation());
        } else if (command instanceof Command.Use use) {
            to.u8(USE).text(use.service());
        } else if (command instanceof Command.Claim claim) {
            writeId(to.u8(CLAIM), claim.id(), claim.incarnation()).text(claim.service());
            to.i32(claim.shards().size());
            claim.shards().forEach(to::i32);
        } else if (command instanceof Command.Released released) {
            writeId(to.u8(RELEASED), released.id(), released.incarnation()).text(released.service());
            to.i32(released.shards().size());
            released.shards().forEach(to::i32);
            released.epochs().forEach(to::i64);
        } else if (command instanceof Command.Balance) {
            to.u8(BALANCE);
        } else if (command instanceof Command.Move move) {
            to.u8(MOVE).text(move.service()).i32(move.shard()).i64(move.epoch()).text(move.to());
        } else if (command instanceof Command.Want want) {
            to.u8(WANT).i64(want.nonce()).text(want.id()).i32(want.weight()).i32(want.state());
        } else if (command instanceof Command.Set set) {
            to.u8(SET).i64(set.nonce()).text(set.policy()).i32(set.movesMax());
        } else if (command instanceof Command.Lost lost) {
            writeId(to.u8(LOST).i64(lost.nonce()), lost.id(), lost.incarnation());
        }
        return to.bytes();
    }

    private static ByteWriter writeId(final ByteWriter to, final String id, final long incarnation) {
        return to.text(id).i64(incarnation);
    }

    /**
     * The command that some bytes are.
     *
     * @throws IllegalArgumentException if they are none that this version knows
     */
    public static Command decode(final byte[] bytes) {
        final ByteSource from = new ByteSource(bytes);
        final int code = from.u8();
        final Command command = switch (code) {
            case UP -> new Command.Up(member(from), from.text(), from.i64(), texts(from), from.i32(), from.i64());
            case DOWN -> new Command.Down(member(from), from.text(), from.i64());
            case MEMBER_UP -> new Command.MemberUp(member(from), from.text());
            case MEMBER_GONE -> new Command.MemberGone(member(from));
            case ACCEPTED -> new Command.Accepted(from.text(), from.i64(), from.i64());
            case LEAVE -> new Command.Leave(from.text(), from.i64());
            case USE -> new Command.Use(from.text());
            case CLAIM -> new Command.Claim(from.text(), from.i64(), from.text(), shards(from, from.count(SHARDS_MAX)));
            case RELEASED -> released(from);
            case BALANCE -> new Command.Balance();
            case MOVE -> new Command.Move(from.text(), shard(from), from.i64(), from.text());
            case WANT -> new Command.Want(from.i64(), from.text(), from.i32(), from.i32());
            case SET -> new Command.Set(from.i64(), from.text(), from.i32());
            case LOST -> new Command.Lost(from.i64(), from.text(), from.i64());
            default -> throw new IllegalArgumentException("no command has the code " + code);
        };
        from.end();
        return command;
    }

    private static Command released(final ByteSource from) {
        final String id = from.text();
        final long incarnation = from.i64();
        final String service = from.text();
        final int count = from.count(SHARDS_MAX);
        final List<Integer> shards = shards(from, count);
        final List<Long> epochs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            epochs.add(from.i64());
        }
        return new Command.Released(id, incarnation, service, shards, epochs);
    }

    private static List<String> texts(final ByteSource from) {
        final int count = from.count(SERVICES_MAX);
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(from.text());
        }
        return texts;
    }

    private static List<Integer> shards(final ByteSource from, final int count) {
        final List<Integer> shards = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shards.add(shard(from));
        }
        return shards;
    }

    private static int member(final ByteSource from) {
        final int member = from.u8();
        if (member >= Council.MEMBERS_MAX) {
            throw new IllegalArgumentException("no dispatcher has the number " + member);
        }
        return member;
    }

    private static int shard(final ByteSource from) {
        final int shard = from.i32();
        if (shard < 0 || shard >= SHARDS_MAX) {
            throw new IllegalArgumentException("no shard has the number " + shard);
        }
        return shard;
    }
}
