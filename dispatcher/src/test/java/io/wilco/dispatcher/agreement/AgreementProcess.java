package io.wilco.dispatcher.agreement;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A member as a process, for tests and measurements: {@code NUMBER MEMBERS DIRECTORY [HEARTBEAT_MS]}. Prints its status
 * whenever that changes, and every command; reads {@code propose TEXT}, {@code load COUNT GAP_MS} and {@code end}.
 */
public final class AgreementProcess {
    private static final ConcurrentHashMap<String, CountDownLatch> WAITING = new ConcurrentHashMap<>();
    private static final AtomicLong COUNT = new AtomicLong();

    private AgreementProcess() {}

    private static final class Printer implements ReplicatedState {
        private long restored;

        @Override
        public void restore(final byte[] snapshot) {
            restored = Long.parseLong(new String(snapshot, StandardCharsets.UTF_8));
            COUNT.set(restored);
        }

        @Override
        public void onCommand(final long timeMs, final byte[] command) {
            COUNT.incrementAndGet();
            final String text = new String(command, StandardCharsets.UTF_8);
            final CountDownLatch latch = WAITING.remove(text);
            if (latch != null) {
                latch.countDown();
            }
            if (!text.startsWith("load-")) {
                print("command " + text);
            }
        }

        @Override
        public byte[] snapshot() {
            return COUNT.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Runs until its input ends. */
    public static void main(final String[] args) throws IOException, InterruptedException {
        AgreementConfig config = AgreementConfig.of(
                "process", AgreementMembers.parse(args[1]), Integer.parseInt(args[0]), Path.of(args[2]));
        if (args.length > 3) {
            config = config.withTimeouts(Duration.ofMillis(Long.parseLong(args[3])), AgreementConfig.LAUNCH_TIMEOUT);
        }
        try (AeronAgreement agreement = AeronAgreement.start(config, new Printer());
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            startWatch(agreement);
            String line = in.readLine();
            while (line != null && !line.equals("end")) {
                final String[] words = line.split(" ", -1);
                if (words[0].equals("propose")) {
                    agreement.propose(words[1].getBytes(StandardCharsets.UTF_8));
                } else if (words[0].equals("load")) {
                    print("load " + load(agreement, Integer.parseInt(words[1]), Long.parseLong(words[2])));
                } else {
                    print("count " + COUNT + " " + agreement.status());
                }
                line = in.readLine();
            }
        } catch (final IOException e) {
            print("refused " + e.getMessage());
            System.exit(2);
        }
        print("ended");
        System.exit(0);
    }

    private static String load(final Agreement agreement, final int count, final long gapMs)
            throws InterruptedException {
        final long[] tookNs = new long[count];
        for (int i = 0; i < count; i++) {
            final String text = "load-" + agreement.status().memberId() + "-" + i + "-" + System.nanoTime();
            final CountDownLatch latch = new CountDownLatch(1);
            WAITING.put(text, latch);
            final long startNs = System.nanoTime();
            agreement.propose(text.getBytes(StandardCharsets.UTF_8));
            if (!latch.await(10, TimeUnit.SECONDS)) {
                return "lost " + text;
            }
            tookNs[i] = System.nanoTime() - startNs;
            TimeUnit.MILLISECONDS.sleep(gapMs);
        }
        Arrays.sort(tookNs);
        return "median %.1f p90 %.1f max %.1f ms"
                .formatted(tookNs[count / 2] / 1e6, tookNs[count * 9 / 10] / 1e6, tookNs[count - 1] / 1e6);
    }

    private static void startWatch(final Agreement agreement) {
        final Thread thread = new Thread(() -> {
            String last = "";
            while (true) {
                final AgreementStatus status = agreement.status();
                final String text = status.role() + " " + status.leaderId() + " " + status.words();
                if (!text.equals(last)) {
                    print("status " + text);
                    last = text;
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(20);
                } catch (final InterruptedException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void print(final String line) {
        System.out.println(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + " " + line);
    }
}
