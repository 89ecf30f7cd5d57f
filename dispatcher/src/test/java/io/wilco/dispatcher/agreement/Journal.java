package io.wilco.dispatcher.agreement;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A state that remembers every command and its time. Written by the agreement, read by tests. */
final class Journal implements ReplicatedState {
    /** Ends the member that meets it. */
    static final String POISON = "poison";

    private final List<String> commands = new ArrayList<>();
    private final List<Long> timesMs = new ArrayList<>();
    private int restored;

    @Override
    public synchronized void restore(final byte[] snapshot) {
        final ByteBuffer in = ByteBuffer.wrap(snapshot);
        restored = in.getInt();
        for (int i = 0; i < restored; i++) {
            timesMs.add(in.getLong());
            final byte[] command = new byte[in.getInt()];
            in.get(command);
            commands.add(new String(command, StandardCharsets.UTF_8));
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("more than a journal");
        }
    }

    @Override
    public synchronized void onCommand(final long timeMs, final byte[] command) {
        final String text = new String(command, StandardCharsets.UTF_8);
        if (text.equals(POISON)) {
            throw new IllegalStateException("poisoned");
        }
        timesMs.add(timeMs);
        commands.add(text);
    }

    @Override
    public synchronized byte[] snapshot() {
        final int bytes =
                commands.stream().mapToInt(command -> 12 + command.length()).sum();
        final ByteBuffer out = ByteBuffer.allocate(4 + bytes).putInt(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            final byte[] command = commands.get(i).getBytes(StandardCharsets.UTF_8);
            out.putLong(timesMs.get(i)).putInt(command.length).put(command);
        }
        return out.array();
    }

    synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    synchronized List<Long> timesMs() {
        return List.copyOf(timesMs);
    }

    /** How many commands came from a snapshot. */
    synchronized int restored() {
        return restored;
    }

    @Override
    public synchronized String toString() {
        return commands.stream()
                        .map(command -> command.length() > 20 ? command.substring(0, 20) + "…" : command)
                        .collect(Collectors.joining(" "))
                + timesMs;
    }
}
