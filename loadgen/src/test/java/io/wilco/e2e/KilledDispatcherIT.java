package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.Client;
import io.wilco.loadgen.process.ChildProcess;
import io.wilco.loadgen.process.WilcoProcesses;
import io.wilco.wire.Delivery;
import io.wilco.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A dispatcher process that is killed (SIGKILL) in the middle of the load, and started again on the same port. */
class KilledDispatcherIT {
    private static final int COUNT = 10_000;
    private static final int OUTSTANDING = 16;
    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+:\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WilcoProcesses processes = new WilcoProcesses();

    @AfterEach
    void end() {
        processes.close();
    }

    private ChildProcess startDispatcher(final String listen) throws Exception {
        return processes.start("dispatcher", List.of("dispatcher", "--listen", listen, "--admin", "none"));
    }

    private static String addressOf(final ChildProcess dispatcher) throws Exception {
        return dispatcher.awaitLine(LISTENING, PATIENCE).group(1).replaceFirst(",$", "");
    }

    @Test
    void shouldLoseNothingThatIsDeliveredAtLeastOnce() throws Exception {
        // given
        final ChildProcess first = startDispatcher("127.0.0.1:0");
        final String address = addressOf(first);
        final AtomicInteger executions = new AtomicInteger();
        try (Worker worker = Worker.builder(address)
                        .concurrency(OUTSTANDING)
                        .service("echo", request -> {
                            executions.incrementAndGet();
                            LockSupport.parkNanos(1_000_000L);
                            return request.payload();
                        })
                        .connect();
                Client client = Client.connect(address)) {
            final Calls calls = new Calls(client, Delivery.AT_LEAST_ONCE, 64);
            final CompletableFuture<Calls> running = calls.start(COUNT, OUTSTANDING);

            // when
            while (executions.get() < COUNT / 4) {
                Thread.onSpinWait();
            }
            first.kill();
            addressOf(startDispatcher(address));

            // then
            running.get(120, TimeUnit.SECONDS);
            assertThat(calls.outcomes()).isEqualTo(Map.of("ok", COUNT));
            assertThat(calls.wrong()).isZero();
            System.out.println("dispatcher killed and started again: longest gap between replies "
                    + calls.longestGapMs() + " ms, " + calls.rate(COUNT));
            assertThat(worker).isNotNull();
        }
    }
}
