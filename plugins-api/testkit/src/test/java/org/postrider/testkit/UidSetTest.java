package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.api.store.UidSet;

class UidSetTest {
    @Test
    void theCeilingIsTheNextUidThatTheSetHas() {
        UidSet set = UidSet.ofRanges(
                List.of(new UidSet.Range(3, 5), new UidSet.Range(9, 9), new UidSet.Range(20, UidSet.UID_MAX)));
        assertThat(set.ceiling(1)).isEqualTo(3);
        assertThat(set.ceiling(4)).isEqualTo(4);
        assertThat(set.ceiling(5)).isEqualTo(5);
        assertThat(set.ceiling(6)).isEqualTo(9);
        assertThat(set.ceiling(10)).isEqualTo(20);
        assertThat(set.ceiling(UidSet.UID_MAX)).isEqualTo(UidSet.UID_MAX);
        assertThat(UidSet.of(7).ceiling(8)).isZero();
        assertThat(UidSet.EMPTY.ceiling(1)).isZero();
    }
}
