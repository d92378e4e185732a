package org.postrider.kernel.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.postrider.api.config.HostPort;
import org.postrider.api.dns.Dns;
import org.postrider.api.mail.Domain;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupFailedException;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// Asks name servers: UDP, then TCP where an answer is too long; follows aliases, with a limit; remembers answers as
/// long as
/// they are valid. Thread-safe.
public final class DnsJavaResolver implements Dns {
    private static final int PORT = 53;
    private static final int ALIASES_MAX = 16;

    private final LookupSession session;

    /// @throws IOException with a sentence where a name server's name cannot be found
    public DnsJavaResolver(DnsConfig config) throws IOException {
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(config.cacheMax());
        this.session = LookupSession.builder()
                .resolver(resolver(config))
                .cache(cache)
                .maxRedirects(ALIASES_MAX)
                .build();
    }

    @Override
    public Answer<Mx> mx(Domain domain) {
        return ask(
                domain.name(),
                Type.MX,
                MXRecord.class,
                mx -> new Mx(mx.getPriority(), mx.getTarget().equals(Name.root) ? "" : host(mx.getTarget())));
    }

    @Override
    public Answer<InetAddress> addresses(String host) {
        Answer<InetAddress> six = ask(host, Type.AAAA, AAAARecord.class, AAAARecord::getAddress);
        Answer<InetAddress> four = ask(host, Type.A, ARecord.class, ARecord::getAddress);
        List<InetAddress> all = new ArrayList<>();
        if (six instanceof Answer.Found<InetAddress>(var records)) {
            all.addAll(records);
        }
        if (four instanceof Answer.Found<InetAddress>(var records)) {
            all.addAll(records);
        }
        if (!all.isEmpty()) {
            return new Answer.Found<>(all);
        }
        return four instanceof Answer.Failed<InetAddress>
                ? four
                : six instanceof Answer.Failed<InetAddress> ? six : four;
    }

    @Override
    public Answer<String> names(InetAddress address) {
        return ask(ReverseMap.fromAddress(address), Type.PTR, PTRRecord.class, ptr -> host(ptr.getTarget()));
    }

    @Override
    public Answer<String> texts(String name) {
        return ask(name, Type.TXT, TXTRecord.class, text -> String.join("", text.getStrings()));
    }

    private <R extends Record, T> Answer<T> ask(String name, int type, Class<R> kind, Function<R, T> reader) {
        try {
            return ask(Name.fromString(name, Name.root), type, kind, reader);
        } catch (TextParseException e) {
            return new Answer.NoName<>();
        }
    }

    private <R extends Record, T> Answer<T> ask(Name name, int type, Class<R> kind, Function<R, T> reader) {
        try {
            LookupResult result = session.lookupAsync(name, type, DClass.IN)
                    .toCompletableFuture()
                    .join();
            List<T> found = result.getRecords().stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .map(reader)
                    .toList();
            return found.isEmpty() ? new Answer.NoData<>() : new Answer.Found<>(found);
        } catch (java.util.concurrent.CompletionException e) {
            Throwable cause = e.getCause();
            return switch (cause) {
                case NoSuchDomainException _ -> new Answer.NoName<>();
                case NoSuchRRSetException _ -> new Answer.NoData<>();
                case LookupFailedException failed -> new Answer.Failed<>(sentence(name, failed));
                case null, default -> new Answer.Failed<>(name + ": " + cause);
            };
        }
    }

    private static String sentence(Name name, LookupFailedException e) {
        return "no answer for " + name + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    private static String host(Name name) {
        return name.toString(true).toLowerCase(java.util.Locale.ROOT);
    }

    private static Resolver resolver(DnsConfig config) throws IOException {
        List<Resolver> servers = new ArrayList<>();
        for (HostPort server : config.server()) {
            servers.add(new Careful(address(server)));
        }
        if (servers.isEmpty()) {
            ResolverConfig.getCurrentConfig().servers().forEach(server -> servers.add(new Careful(server)));
        }
        ExtendedResolver resolver = new ExtendedResolver(servers);
        resolver.setRetries(2);
        resolver.setTimeout(config.timeout());
        Arrays.stream(resolver.getResolvers()).forEach(each -> each.setTimeout(config.timeout()));
        return resolver;
    }

    private static InetSocketAddress address(HostPort server) throws IOException {
        try {
            return new InetSocketAddress(InetAddress.getByName(server.host()), server.portOr(PORT));
        } catch (UnknownHostException e) {
            throw new IOException("the name server " + server + " has no address; give its number", e);
        }
    }

    /// Does not take a referral for the word that there is nothing (RFC 2308 §2.2): a server that knows no answer, and
    /// names others, is lame here, and mail must not fail for good because of it.
    private static final class Careful extends SimpleResolver {
        Careful(InetSocketAddress server) {
            super(server);
        }

        @Override
        public CompletionStage<Message> sendAsync(Message query, Executor executor) {
            return super.sendAsync(query, executor)
                    .thenCompose(answer -> isReferral(answer)
                            ? CompletableFuture.failedFuture(
                                    new IOException(getAddress() + " names other servers instead of answering"))
                            : CompletableFuture.completedFuture(answer));
        }

        private static boolean isReferral(Message answer) {
            List<Record> authority = answer.getSection(Section.AUTHORITY);
            return answer.getRcode() == Rcode.NOERROR
                    && !answer.getHeader().getFlag(Flags.AA)
                    && answer.getSection(Section.ANSWER).isEmpty()
                    && authority.stream().anyMatch(record -> record.getType() == Type.NS)
                    && authority.stream().noneMatch(record -> record.getType() == Type.SOA);
        }
    }
}
