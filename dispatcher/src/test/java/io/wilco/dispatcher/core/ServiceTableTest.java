package io.wilco.dispatcher.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Bytes;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ServiceTableTest {
    private static final int OFFSET = 5;

    @Test
    void shouldFindServicesByTheBytesOfTheirNames() {
        final ServiceTable table = table(100);
        final List<Service> services = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            services.add(table.ofName("service " + i + "ü", List.of()));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(table.ofRequest(request("service " + i + "ü"), OFFSET)).isSameAs(services.get(i));
            assertThat(table.ofName("service " + i + "ü", List.of())).isSameAs(services.get(i));
        }
        assertThat(table.ofRequest(request("service"), OFFSET)).isNull();
        assertThat(table.all()).isEqualTo(services);
    }

    @Test
    void shouldTellNamesOfTheSameHashApart() {
        // Of one length, and of one hash under the usual polynomial.
        final ServiceTable table = table(3);
        final Service first = table.ofName("Aa", List.of());
        final Service second = table.ofName("BB", List.of());

        assertThat(first).isNotSameAs(second);
        assertThat(table.ofRequest(request("Aa"), OFFSET)).isSameAs(first);
        assertThat(table.ofRequest(request("BB"), OFFSET)).isSameAs(second);
        assertThat(table.ofRequest(request("Ab"), OFFSET)).isNull();
    }

    @Test
    void shouldHoldItsBound() {
        final ServiceTable table = table(2);
        final Service offered = table.ofName("a", List.of());
        offer(offered);
        final Service aboutToBe = table.ofName("b", List.of());

        assertThat(table.ofName("c", List.of(aboutToBe))).isNull();
        assertThat(table.ofName("a", List.of())).isSameAs(offered);
        assertThat(table.ofName("b", List.of())).isSameAs(aboutToBe);
        assertThat(table.ofRequest(request("c"), OFFSET)).isNull();
    }

    @Test
    void shouldGiveTheRoomOfServicesThatNobodyOffersToOthers() {
        final ServiceTable table = table(100);
        final Service offered = table.ofName("service 7", List.of());
        offer(offered);
        for (int i = 0; i < 100; i++) {
            table.ofName("service " + i, List.of());
        }

        final Service other = table.ofName("other", List.of());

        assertThat(table.all()).containsExactly(offered, other);
        assertThat(table.ofRequest(request("service 7"), OFFSET)).isSameAs(offered);
        assertThat(table.ofRequest(request("other"), OFFSET)).isSameAs(other);
        assertThat(table.ofRequest(request("service 8"), OFFSET)).isNull();
    }

    private static void offer(final Service service) {
        final WorkerNode worker = new WorkerNode(0, "w1", new RequestTable(1, 1), 0);
        service.pool().add(worker, worker.load(), 0, 0);
    }

    private static ServiceTable table(final int servicesMax) {
        final DispatcherConfig config = Configs.with("servicesMax", servicesMax);
        return new ServiceTable(config, new RequestTable(1, 1), new SplittableRandom(1), 0);
    }

    private static ByteBuffer request(final String service) {
        final byte[] name = service.getBytes(StandardCharsets.UTF_8);
        final ByteBuffer body = Bytes.heap(200);
        RequestFlyweight.writeHeader(body, OFFSET, 1, 1, RequestFlyweight.AT_LEAST_ONCE_FLAG, 0, name.length);
        body.put(OFFSET + RequestFlyweight.SERVICE_OFFSET, name);
        return body;
    }
}
