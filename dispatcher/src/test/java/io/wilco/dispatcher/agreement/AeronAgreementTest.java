package io.wilco.dispatcher.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.dispatcher.agreement.AgreementStatus.Role;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three members in one JVM, over real sockets and files. */
class AeronAgreementTest {

    @TempDir
    Path root;

    @Test
    void shouldAgreeOnOneOrderWhoeverProposes() throws Exception {
        try (Group group = new Group(root)) {
            group.start(0, 1, 2);
            final int leader = group.awaitLeader();

            for (int i = 0; i < 5; i++) {
                for (int id = 0; id < 3; id++) {
                    group.running.get(id).propose(("c" + i + "of" + id).getBytes(StandardCharsets.UTF_8));
                }
            }
            group.await("all of them", () -> group.journal(0).commands().size() >= 15);
            group.awaitAlike(0);

            assertThat(group.journal(0).commands()).hasSize(15).doesNotHaveDuplicates();
            assertThat(group.journal(0).timesMs()).isSorted();
            assertThat(group.status(leader).role()).isEqualTo(Role.LEADER);
            assertThat(group.status(leader).words()).isEqualTo("leads");
            assertThat(group.status(leader).members()).isEqualTo(List.of(0, 1, 2));
            assertThat(group.status((leader + 1) % 3).words()).isEqualTo("follows member " + leader);
        }
    }

    @Test
    void shouldGoOnWithoutItsLeader() throws Exception {
        try (Group group = new Group(root)) {
            group.start(0, 1, 2);
            final int first = group.awaitLeader();
            group.agree(first, "before");

            group.end(first);
            final int second = group.awaitLeader();
            group.agree((first + 1) % 3, "after");
            group.agree((first + 2) % 3, "later");
            group.awaitAlike(second);
            assertThat(second).isNotEqualTo(first);
            assertThat(group.status(second).silent()).containsExactly(first);

            group.start(first);
            group.agree(first, "back");
            group.awaitAlike(first);
            assertThat(group.journal(first).commands())
                    .startsWith("before", "after")
                    .contains("later", "back");
        }
    }

    @Test
    void shouldResumeFromDiskAfterAllMembersEnded() throws Exception {
        try (Group group = new Group(root)) {
            group.start(0, 1, 2);
            group.awaitLeader();
            group.agree(0, "one");
            group.agree(1, "two");
            group.awaitAlike(1);
            final Journal before = group.journal(1);
            group.endAll();

            group.start(2, 1, 0);
            group.awaitLeader();
            group.agree(2, "three");
            group.awaitAlike(2);

            assertThat(group.journal(0).restored()).isZero();
            assertThat(group.journal(0).commands())
                    .startsWith(before.commands().toArray(String[]::new))
                    .endsWith("three");
            assertThat(group.journal(0).timesMs()).startsWith(before.timesMs().toArray(Long[]::new));
        }
    }

    @Test
    void shouldResumeFromASnapshotAndHelpOneThatHasNothing() throws Exception {
        // Every second, and no more of the log is kept than has to be.
        try (Group group = new Group(root, config -> config.withSnapshots(64 << 10, Duration.ofSeconds(1), 0))) {
            group.start(0, 1);
            group.awaitLeader();
            group.agree(0, "one");
            group.agree(1, "padding" + "x".repeat(1_000));
            group.await(
                    "snapshots",
                    () -> group.running.values().stream()
                            .allMatch(member -> member.status().snapshotPosition() > 0));
            group.agree(0, "zero");
            group.agree(1, "two");
            group.endAll();

            group.start(0, 1, 2);
            group.awaitLeader();
            group.agree(2, "three");
            group.awaitAlike(2);

            assertThat(group.journal(0).restored()).isPositive();
            assertThat(group.journal(2).restored()).isZero();
            assertThat(group.journal(2).commands())
                    .startsWith("one")
                    .contains("two")
                    .endsWith("three");
        }
    }

    @Test
    void shouldDropTheLogInFrontOfASnapshot() throws Exception {
        try (Group group = new Group(root, config -> config.withSnapshots(64 << 10, Duration.ofHours(1), 0))) {
            group.start(0, 1, 2);
            group.awaitLeader();
            final String longest = "x".repeat(Agreement.COMMAND_BYTES_MAX);
            // A proposal is not a promise: some may get lost.
            for (int i = 0; group.journal(0).commands().size() < 300; i++) {
                final byte[] command = (i + longest.substring(5)).getBytes(StandardCharsets.UTF_8);
                group.await("room", () -> group.running.get(0).propose(command));
                if (i % 10 == 9) {
                    group.agree(0, "batch " + i);
                }
            }
            group.awaitAlike(0);
            group.await(
                    "less files",
                    () -> group.running.keySet().stream()
                            .allMatch(id -> Files.notExists(
                                    group.dir(id).resolve("archive").resolve("0-0.rec"))));
            final Journal before = group.journal(0);
            group.endAll();

            group.start(0, 1, 2);
            group.awaitLeader();
            group.agree(0, "more");
            group.awaitAlike(0);
            assertThat(group.journal(0).restored()).isPositive();
            assertThat(group.journal(0).commands()).startsWith(before.commands().toArray(String[]::new));

            // One that has nothing now needs a copy.
            group.end(2);
            Directories.delete(group.dir(2));
            group.start(2);
            group.awaitRole(2, Role.FAILED);
            assertThat(group.status(2).words()).contains("put copies of its directories 'archive' and 'cluster'");
            group.end(2);
            group.end(0);
            Directories.replace(group.dir(2).resolve("archive"), group.dir(0).resolve("archive"));
            Directories.replace(group.dir(2).resolve("cluster"), group.dir(0).resolve("cluster"));
            group.start(0, 2);
            group.awaitLeader();
            group.agree(2, "with a copy");
            group.awaitAlike(2);
        }
    }

    @Test
    void shouldNoticeThatTheQuorumIsLostAndFoundAgain() throws Exception {
        try (Group group = new Group(root)) {
            group.start(0, 1, 2);
            final int leader = group.awaitLeader();
            group.agree(leader, "before");
            final int left = (leader + 1) % 3;
            final int other = (leader + 2) % 3;

            group.end(leader);
            group.end(other);
            group.awaitRole(left, Role.NO_QUORUM);
            group.await("the others silent", () -> group.status(left).silent().size() == 2);
            group.await(
                    "words for it",
                    () -> group.status(left)
                            .words()
                            .startsWith("no quorum: members %d and %d do not answer"
                                    .formatted(Math.min(leader, other), Math.max(leader, other))));
            assertThat(group.status(left).leaderId()).isEqualTo(AgreementStatus.NO_LEADER);

            group.start(other);
            group.awaitLeader();
            group.agree(left, "after");
            group.agree(other, "later");
            group.awaitAlike(left);
            assertThat(group.journal(left).commands()).startsWith("before");
        }
    }

    @Test
    void shouldTakeNoMoreProposalsThanItCanHold() throws Exception {
        try (Group group = new Group(root)) {
            group.start(0);
            final AeronAgreement alone = group.running.get(0);
            group.awaitRole(0, Role.NO_QUORUM);

            for (int i = 0; i < ProposalQueue.COMMANDS_MAX; i++) {
                assertThat(alone.propose(new byte[] {1})).isTrue();
            }
            assertThat(alone.propose(new byte[] {1})).isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> alone.propose(new byte[0]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alone.propose(new byte[Agreement.COMMAND_BYTES_MAX + 1]));

            alone.close();
            assertThat(alone.propose(new byte[] {1})).isFalse();
            assertThat(alone.status().role()).isEqualTo(Role.CLOSED);
        }
    }

    @Test
    void shouldAgreeOnTheLongestCommandsOneAfterTheOther() throws Exception {
        try (Group group = new Group(root)) {
            group.start(0, 1, 2);
            final int follower = (group.awaitLeader() + 1) % 3;
            final String longest = "x".repeat(Agreement.COMMAND_BYTES_MAX);

            for (int i = 0; i < 100; i++) {
                assertThat(group.running.get(follower).propose(longest.getBytes(StandardCharsets.UTF_8)))
                        .isTrue();
            }

            group.await("all of them", () -> group.journal(follower).commands().size() == 100);
            group.awaitAlike(follower);
            assertThat(group.journal(follower).commands()).containsOnly(longest);
        }
    }

    @Test
    void shouldFailInWordsWhenACommandCannotBeApplied() throws Exception {
        try (Group group = new Group(root)) {
            group.start(0, 1, 2);
            final int leader = group.awaitLeader();
            group.running.get(leader).propose(Journal.POISON.getBytes(StandardCharsets.UTF_8));

            group.awaitRole(leader, Role.FAILED);

            assertThat(group.status(leader).words()).startsWith("has failed: ").contains("poisoned");
            assertThat(group.running.get(leader).propose(new byte[] {1})).isFalse();
        }
    }

    @Test
    void shouldRefuseADirectoryInUse() throws Exception {
        try (Group group = new Group(root)) {
            group.start(0);

            assertThatThrownBy(() -> AeronAgreement.start(group.config(0), new Journal()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(group.dir(0).toString(), "is in use by another process");
        }
    }

    @Test
    void shouldRefuseAPortInUse() throws Exception {
        final Group group = new Group(root);
        try (DatagramSocket taken = new DatagramSocket(null)) {
            taken.bind(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(),
                    group.members.byId().get(0).port() + 4));

            assertThatThrownBy(() -> AeronAgreement.start(group.config(0), new Journal()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("cannot have UDP", ":" + taken.getLocalPort(), "in use");
        }
        group.start(0);
        group.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped", "truncated", "missing", "without votes", "without catalog"})
    void shouldRefuseDamagedState(final String damage) throws Exception {
        try (Group group = new Group(root)) {
            group.start(0, 1, 2);
            group.awaitLeader();
            for (int i = 0; i < 5; i++) {
                group.agree(0, "command" + i);
            }
            group.endAll();
            final Path file = damage(group.dir(0), damage);

            assertThatThrownBy(() -> AeronAgreement.start(group.config(0), new Journal()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(
                            damage.equals("missing") ? "recording.log is damaged" : file + " is damaged",
                            "restore the state directory from a copy");

            group.start(1, 2);
            group.awaitLeader();
            group.agree(1, "goes on");
        }
    }

    private static Path damage(final Path dir, final String damage) throws IOException {
        final Path file = switch (damage) {
            case "without votes" -> dir.resolve("cluster").resolve("node-state.dat");
            case "without catalog" -> dir.resolve("archive").resolve("archive.catalog");
            default -> dir.resolve("archive").resolve("0-0.rec");
        };
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            switch (damage) {
                case "flipped" -> channel.write(ByteBuffer.wrap(new byte[] {77}), 40);
                case "truncated" -> channel.truncate(200);
                default -> Files.delete(file);
            }
        }
        return file;
    }
}
