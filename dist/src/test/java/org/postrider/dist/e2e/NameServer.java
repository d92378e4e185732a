package org.postrider.dist.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// A name server that knows a few records, over UDP. Names that begin with `servfail.` it cannot look up; of those that
/// begin with `lame.` it says that others know them, who do not. Names below `silent.test` it leaves without an answer
/// until [#speak].
final class NameServer implements AutoCloseable {
    private final DatagramSocket socket;
    private final List<Record> records;
    private volatile boolean silent = true;

    private NameServer(DatagramSocket socket, List<Record> records) {
        this.socket = socket;
        this.records = records;
    }

    /// @param lines records in the form of a zone file
    static NameServer start(List<String> lines) throws IOException {
        List<Record> records = new ArrayList<>();
        for (String line : lines) {
            try (Master master = new Master(
                    new java.io.ByteArrayInputStream(line.getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                    Name.root)) {
                records.add(master.nextRecord());
            }
        }
        NameServer server = new NameServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()), records);
        Thread.ofVirtual().start(server::answer);
        return server;
    }

    int port() {
        return socket.getLocalPort();
    }

    /// From now on names below `silent.test` are known too.
    void speak() {
        silent = false;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void answer() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Message question = new Message(java.util.Arrays.copyOf(buffer, packet.getLength()));
                if (silent && question.getQuestion().getName().toString().endsWith("silent.test.")) {
                    continue;
                }
                byte[] answer = answer(question).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private Message answer(Message question) {
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        Record asked = question.getQuestion();
        answer.addRecord(asked, Section.QUESTION);
        String name = asked.getName().toString();
        if (name.startsWith("servfail.")) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else if (name.startsWith("lame.")) {
            // No authority, no answer, and a referral to itself.
            answer.getHeader().unsetFlag(Flags.AA);
            answer.addRecord(new NSRecord(asked.getName(), DClass.IN, 60, asked.getName()), Section.AUTHORITY);
        } else {
            boolean known = answer(answer, asked.getName(), asked.getType());
            answer.getHeader().setRcode(known ? Rcode.NOERROR : Rcode.NXDOMAIN);
        }
        return answer;
    }

    // Aliases with what they lead to, as servers do that answer for others.
    private boolean answer(Message answer, Name name, int type) {
        boolean known = false;
        for (Record record : records) {
            if (record.getName().equals(name)) {
                known = true;
                if (record.getType() == type) {
                    answer.addRecord(record, Section.ANSWER);
                } else if (record instanceof CNAMERecord alias) {
                    answer.addRecord(alias, Section.ANSWER);
                    var _ = answer(answer, alias.getTarget(), type);
                }
            }
        }
        return known;
    }
}
