package org.postrider.testkit.store;

/// What every store must pass. Extend it, and say how your store is opened:
///
/// ```java
/// class MyStoreContractTest extends MailStoreContract {
///     @Override
///     protected MailStore openStore(Path folder, List<DerivedField> fields) {
///         return new MyStore(folder, fields);
///     }
/// }
/// ```
///
/// The store is started and stopped where it is a [org.postrider.api.plugin.Lifecycle], for each test in a folder of
/// its
/// own; some tests stop it and open another one on the same folder, which must know all that the first one knew.
public abstract class MailStoreContract extends ShareContract {}
