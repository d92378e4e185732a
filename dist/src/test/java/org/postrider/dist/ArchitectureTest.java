package org.postrider.dist;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The rules between packages, each with its reason.
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.postrider");

    @Test
    void theApiIsALeaf() {
        check(noClasses()
                .that()
                .resideInAPackage("org.postrider.api..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "org.postrider.api..",
                        "java..",
                        "javax..",
                        "jakarta.mail..",
                        "jakarta.inject..",
                        "org.slf4j..",
                        "org.jspecify..")
                .because("what the API uses is forced on every plugin"));
    }

    @Test
    void apiTypesCannotBeExtendedByAccident() {
        check(classes()
                .that()
                .resideInAPackage("org.postrider.api..")
                .and()
                .areTopLevelClasses()
                .should(beInterfacesRecordsEnumsExceptionsOrFinal())
                .because("a class that plugins extend can hardly be changed"));
    }

    @Test
    void onlyKernelAndDistKnowTheKernel() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("org.postrider.kernel..", "org.postrider.dist..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postrider.kernel..")
                .because("our own plugins use the same door as a stranger's"));
    }

    @Test
    void theKernelNamesNoPlugin() {
        check(noClasses()
                .that()
                .resideInAPackage("org.postrider.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.postrider.protocol..",
                        "org.postrider.smtp..",
                        "org.postrider.imap..",
                        "org.postrider.pop3..",
                        "org.postrider.filters..",
                        "org.postrider.mailets..",
                        "org.postrider.maildir..",
                        "org.postrider.mbox..",
                        "org.postrider.lucene..",
                        "org.postrider.directory..",
                        "org.postrider.dist..")
                .because("protocols, stores and mailets are found by name, whoever wrote them"));
    }

    @Test
    void protocolsDoNotKnowEachOther() {
        check(slices().matching("org.postrider.(smtp|imap|pop3|filters|mailets|maildir|mbox|lucene)..")
                .should()
                .notDependOnEachOther()
                .because("each can be left out"));
    }

    @Test
    void eachPackageOfImapKnowsThoseBelowItAlone() {
        check(layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("plugin")
                .definedBy("org.postrider.imap")
                .layer("command")
                .definedBy("org.postrider.imap.command")
                .layer("search")
                .definedBy("org.postrider.imap.search")
                .layer("session")
                .definedBy("org.postrider.imap.session")
                .layer("selected")
                .definedBy("org.postrider.imap.selected")
                .layer("wire")
                .definedBy("org.postrider.imap.wire")
                .whereLayer("plugin")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("command")
                .mayOnlyBeAccessedByLayers("plugin")
                .whereLayer("search")
                .mayOnlyBeAccessedByLayers("command")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("plugin", "command", "search")
                .whereLayer("selected")
                .mayOnlyBeAccessedByLayers("command", "search", "session")
                .because("a reader can begin at any of them and read downwards"));
    }

    @Test
    void onlyTheTransportKnowsMina() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.postrider.kernel.net..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.mina..")
                .because("sessions are plain blocking code"));
    }

    @Test
    void onlyWhatPutsThingsTogetherKnowsGuice() {
        check(noClasses()
                .that(not(resideInAPackage("org.postrider.kernel.boot..")
                        .or(resideInAPackage("org.postrider.kernel.plugin.."))
                        .or(simpleNameEndingWith("Module"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.inject..")
                .because("a class says what it needs by its constructor; elsewhere jakarta.inject is enough"));
    }

    @Test
    void onlyTheSearchKnowsLucene() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.postrider.lucene..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.lucene..")
                .because("the search index is exchangeable"));
    }

    @Test
    void onlyTheConfigurationKnowsCommonsConfiguration() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.postrider.kernel.config..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.commons.configuration2..")
                .because("everything else sees records"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("org.postrider.(**)").should().beFreeOfCycles());
    }

    @Test
    void nothingDependsOnTheDefaultCharsetOrLocale() {
        check(noClasses()
                .should()
                .callMethod(String.class, "getBytes")
                .orShould()
                .callConstructor(String.class, byte[].class)
                .orShould()
                .callConstructor(String.class, byte[].class, int.class, int.class)
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(Locale.class, "setDefault", Locale.class)
                .because("a server must not behave otherwise in Turkey"));
    }

    @Test
    void nobodyInterruptsAnotherThread() {
        check(noClasses()
                .should(interruptAnotherThread())
                .because("an interrupt closes file channels and can break the search index; close the pipe instead"));
    }

    @Test
    void threadsAreMadeByTheirBuilders() {
        check(noClasses()
                .should()
                .callConstructor(Thread.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .orShould()
                .callConstructor(Thread.class, String.class)
                .because("Thread.ofVirtual() and Thread.ofPlatform() say what is meant, and name it"));
    }

    @Test
    void nothingIsPrintedPastTheLog() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.postrider.dist..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("a server's words belong in its log"));
    }

    @Test
    void nothingIsSerialisedByJava() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class)
                .because("reading a serialised object runs whatever somebody put into it"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static ArchCondition<JavaClass> beInterfacesRecordsEnumsExceptionsOrFinal() {
        return new ArchCondition<>("be interfaces, records, enums, exceptions or final") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed = type.isInterface()
                        || type.isRecord()
                        || type.isEnum()
                        || type.isAssignableTo(Throwable.class)
                        || type.getModifiers().contains(JavaModifier.FINAL);
                events.add(new SimpleConditionEvent(type, closed, type.getName() + " can be extended"));
            }
        };
    }

    // Thread.currentThread().interrupt() in one line only says again what was caught.
    private static ArchCondition<JavaClass> interruptAnotherThread() {
        return new ArchCondition<>("interrupt another thread") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                    if (isCallOf(call, "interrupt")) {
                        boolean itself = call.getOrigin().getMethodCallsFromSelf().stream()
                                .anyMatch(other -> isCallOf(other, "currentThread")
                                        && other.getLineNumber() == call.getLineNumber());
                        events.add(new SimpleConditionEvent(type, !itself, call.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isCallOf(JavaMethodCall call, String method) {
        return call.getTargetOwner().isEquivalentTo(Thread.class)
                && call.getName().equals(method);
    }

    private static DescribedPredicate<JavaClass> not(DescribedPredicate<JavaClass> predicate) {
        return DescribedPredicate.not(predicate);
    }
}
