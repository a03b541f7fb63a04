package io.parley.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.guard.Known.Said;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class KnownTest {
    @Test
    void eachFormOfWhatWasSaidIsMadeOnce() {
        Said said = new Said("Order AB-100 42 or CARD 4111 1111");
        List<Function<Said, String>> forms = List.of(Said::lower, Said::joined, Said::grouped, Said::digits);
        List<String> first = forms.stream().map(form -> form.apply(said)).toList();
        assertThat(first)
                .containsExactly(
                        "order ab-100 42 or card 4111 1111",
                        "order ab100 42 or card4111 1111",
                        "orderab10042orcard41111111",
                        "OrderAB10042orCARD41111111");
        for (int i = 0; i < forms.size(); i++) {
            assertThat(forms.get(i).apply(said)).isSameAs(first.get(i));
        }
    }
}
