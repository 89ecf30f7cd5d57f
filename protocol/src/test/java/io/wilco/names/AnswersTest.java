package io.wilco.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.names.Lookup.Answer;
import io.wilco.names.Lookup.Kind;
import io.wilco.names.Lookup.Question;
import io.wilco.names.NamesException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {
    private static final long S = 1_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE / 2;
    private static final Question DB1 = new Question("db1", Kind.A);
    private static final Question DB2 = new Question("db2", Kind.A);

    private final Asked asked = new Asked();
    private final Answers answers =
            new Answers(asked, Setup.config().withRefresh(S, 60 * S).withTimeout(5 * S, S), () -> asked.nowNs);

    /** Answers with a TTL, or fails; each question takes no time. */
    private static final class Asked implements Lookup {
        long nowNs = -7 * S;
        long ttlNs = 10 * S;
        long deadlineNs;
        int count;

        @Nullable
        Reason failure;

        @Override
        public Answer ask(final Question question, final long deadlineNs) throws NamesException {
            this.deadlineNs = deadlineNs;
            count++;
            if (failure != null) {
                throw new NamesException(failure, question.name() + " failed for the " + count + "th time");
            }
            return new Answer(List.of(Setup.address("10.0.0." + count, 1).getAddress()), List.of(), true, ttlNs);
        }

        @Override
        public void close() {}
    }

    private String round(final Question... questions) {
        answers.beginRound(asked.nowNs + NEVER, false);
        final StringBuilder said = new StringBuilder();
        for (final Question question : questions) {
            try {
                said.append(answers.ask(question).addresses().get(0).getHostAddress());
            } catch (final NamesException e) {
                said.append(e.getMessage());
            }
            said.append(' ');
        }
        answers.endRound();
        return said.toString().strip();
    }

    private long dueInS() {
        return (answers.nextDueNs(NEVER) - asked.nowNs) / S;
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "7, 7", "60, 60", "61, 60", "4294967295, 60"})
    void shouldAskAgainAfterTheTtlWithinTheBounds(final long ttlS, final long waitS) {
        // given
        asked.ttlNs = ttlS * S;
        round(DB1);
        assertThat(dueInS()).isEqualTo(waitS);

        // when
        asked.nowNs += waitS * S - 1;
        final String before = round(DB1);
        asked.nowNs += 1;
        final String after = round(DB1);

        // then
        assertThat(before).isEqualTo("10.0.0.1");
        assertThat(after).isEqualTo("10.0.0.2");
    }

    @Test
    void shouldAskEachQuestionWhenItIsDueAndNoOther() {
        // given
        round(DB1);
        asked.nowNs += 4 * S;
        round(DB1, DB2);

        // when
        asked.nowNs += 6 * S;
        final String said = round(DB1, DB2);

        // then
        assertThat(said).isEqualTo("10.0.0.3 10.0.0.2");
        assertThat(dueInS()).isEqualTo(4);
    }

    @Test
    void shouldKeepAnAnswerWhileThereIsNoOtherAndAskEverMoreSeldom() {
        // given
        round(DB1);
        asked.failure = Reason.FAILED;

        for (final long waitS : new long[] {10, 1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            // when
            assertThat(dueInS()).isEqualTo(waitS);
            asked.nowNs += waitS * S;

            // then
            assertThat(round(DB1)).isEqualTo("10.0.0.1");
            assertThat(answers.failures()).hasSize(1);
        }

        // when it works again
        asked.failure = null;
        asked.nowNs += 60 * S;

        // then
        assertThat(round(DB1)).isEqualTo("10.0.0.12");
        assertThat(answers.failures()).isEmpty();
        assertThat(dueInS()).isEqualTo(10);
    }

    @Test
    void shouldNotAskTheRestWhenNobodyAnswers() {
        // given
        asked.failure = Reason.SILENT;

        // when
        final String said = round(DB1, DB2);

        // then
        assertThat(said).isEqualTo("db1 failed for the 1th time db1 failed for the 1th time");
        assertThat(asked.count).isOne();
        assertThat(dueInS()).isOne();

        // when the first one waits longer
        asked.nowNs += S;
        round(DB1, DB2);
        asked.nowNs += S;
        final String next = round(DB1, DB2);

        // then it is the other's turn
        assertThat(next).contains("db2 failed");
    }

    @Test
    void shouldAskTheRestWhenOneNameFails() {
        asked.failure = Reason.FAILED;

        assertThat(round(DB1, DB2)).isEqualTo("db1 failed for the 1th time db2 failed for the 2th time");
    }

    @Test
    void shouldAskNothingWhenTheTimeIsUp() {
        // given
        answers.beginRound(asked.nowNs, true);

        // then
        assertThatThrownBy(() -> answers.ask(DB1)).hasMessageContaining("did not answer in time");
        assertThat(asked.count).isZero();
    }

    @Test
    void shouldGiveAQuestionWhatIsLeftOfTheTime() throws NamesException {
        answers.beginRound(asked.nowNs + 3 * S, true);
        answers.ask(DB1);
        assertThat(asked.deadlineNs).isEqualTo(asked.nowNs + 3 * S);

        answers.beginRound(asked.nowNs + NEVER, true);
        answers.ask(DB2);
        assertThat(asked.deadlineNs).isEqualTo(asked.nowNs + 5 * S);
    }

    @Test
    void shouldAskWhatFailedAtOnceIfToldTo() throws NamesException {
        // given
        asked.failure = Reason.FAILED;
        round(DB1);
        asked.failure = null;
        assertThat(round(DB1)).contains("failed");

        // when
        answers.beginRound(asked.nowNs + NEVER, true);

        // then
        assertThat(answers.ask(DB1).addresses()).hasSize(1);
    }

    @Test
    void shouldForgetWhatIsNotAskedForAnyMore() {
        // given
        round(DB1, DB2);

        // when
        round(DB2);

        // then
        assertThat(round(DB1)).isEqualTo("10.0.0.3");
    }
}
