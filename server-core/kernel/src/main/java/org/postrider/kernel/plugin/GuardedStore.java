package org.postrider.kernel.plugin;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.Repair;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.TaskProgress;

/// Wraps the store or search index of a plugin, and the accounts and mailboxes that come out of it, so that each call
/// has its time limit and is counted. What becomes of a call that is given up is told as a [StoreException] that is
/// temporary, or as an [IOException]: mail is stored later, an IMAP command answered with NO.
///
/// By reflection, since these interfaces are wide and grow: nothing can be forgotten.
final class GuardedStore {
    /// Of an administrator's task, which tells of its progress and can be ended.
    private static final Duration TASK_TIME_MAX = Duration.ofDays(7);

    private final Bound bound;

    GuardedStore(Bound bound) {
        this.bound = bound;
    }

    <T> T of(Class<T> type, Object part) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Handler(part)));
    }

    private final class Handler implements InvocationHandler {
        private final Object part;

        Handler(Object part) {
            this.part = part;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
            @Nullable
            Object[] arguments = given == null
                    ? new Object[0]
                    : Arrays.stream(given).map(GuardedStore::behind).toArray();
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(part, arguments);
            }
            Answer answer;
            try {
                answer = within(method).call(() -> ask(method, arguments));
            } catch (PluginTimeoutException | PluginFaultException e) {
                throw told(method, e);
            }
            if (answer.refusal().isPresent()) {
                throw answer.refusal().get();
            }
            return answer.value() == null ? null : wrapped(answer.value());
        }

        private Answer ask(Method method, @Nullable Object[] arguments) throws Exception {
            try {
                return new Answer(method.invoke(part, arguments), Optional.empty());
            } catch (InvocationTargetException e) {
                return switch (e.getCause()) {
                    case StoreException refusal when isAnswer(refusal.kind()) -> new Answer(null, Optional.of(refusal));
                    case Exception thrown -> throw thrown;
                    case Error thrown -> throw thrown;
                    case null, default -> throw e;
                };
            }
        }
    }

    /// @param refusal what the store is asked for and has not, which is no failure
    private record Answer(@Nullable Object value, Optional<StoreException> refusal) {}

    private static boolean isAnswer(Kind kind) {
        return switch (kind) {
            case NOT_FOUND, ALREADY_EXISTS, OVER_QUOTA, CONFLICT, NOT_PERMITTED, INVALID -> true;
            case TEMPORARY, DAMAGED -> false;
        };
    }

    private Bound within(Method method) {
        boolean task = Stream.of(method.getParameterTypes())
                .anyMatch(type -> type == TaskProgress.class || type == Repair.class);
        return task ? bound.within(TASK_TIME_MAX) : bound;
    }

    private Exception told(Method method, Exception e) {
        List<Class<?>> declared = List.of(method.getExceptionTypes());
        String message = String.valueOf(e.getMessage());
        if (declared.contains(StoreException.class)) {
            return new StoreException(Kind.TEMPORARY, message, e);
        }
        return declared.contains(IOException.class)
                ? new IOException(message, e)
                : new PluginFaultException(bound.plugin(), e);
    }

    private Object wrapped(Object value) {
        return switch (value) {
            case AccountStore account -> of(AccountStore.class, account);
            case Mailbox mailbox -> of(Mailbox.class, mailbox);
            case Optional<?> optional -> optional.map(this::wrapped);
            default -> value;
        };
    }

    // A store knows only mailboxes of its own.
    private static Object behind(Object argument) {
        boolean ours = Proxy.isProxyClass(argument.getClass());
        return ours && Proxy.getInvocationHandler(argument) instanceof Handler handler ? handler.part : argument;
    }
}
