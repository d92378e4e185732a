package org.postrider.example.logstore;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.testkit.store.MailStoreContract;

/// It does what every store must do; that is all there is to a test of one's own store.
class LogStoreContractTest extends MailStoreContract {
    @Override
    protected MailStore openStore(Path folder, List<DerivedField> fields) {
        return new LogStore(new LogStore.Config(folder), InstantSource.system(), fields);
    }
}
