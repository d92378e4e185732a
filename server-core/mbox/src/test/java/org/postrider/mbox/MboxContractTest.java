package org.postrider.mbox;

import java.nio.file.Path;
import java.util.List;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.testkit.store.MailStoreContract;

/// The mbox store does what every store must do.
class MboxContractTest extends MailStoreContract {
    @Override
    protected MailStore openStore(Path folder, List<DerivedField> fields) {
        return TestStores.store(folder, fields);
    }
}
