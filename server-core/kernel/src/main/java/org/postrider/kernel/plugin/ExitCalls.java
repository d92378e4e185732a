package org.postrider.kernel.plugin;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes the calls that would end the whole server fail where a plugin makes them: `System.exit`, `Runtime.exit` and
/// `Runtime.halt`, be it in a class of its own or of a library that it brings.
///
/// Java has no other way left to forbid them. A class file (JVMS §4.4) names the methods that it calls in its pool of
/// constants; there these get a name that no method has and that says why, so that the call, and it alone, ends in a
/// [NoSuchMethodError]. The code stays as it was, octet for octet. Calls by reflection are not found: this is against
/// accidents, not against malice.
final class ExitCalls {
    private static final String WHY = "_which_a_plugin_may_not_call";
    private static final Map<String, Set<String>> FORBIDDEN =
            Map.of("java/lang/System", Set.of("exit"), "java/lang/Runtime", Set.of("exit", "halt"));
    private static final String DESCRIPTOR = "(I)V";
    private static final Pattern CALL = Pattern.compile("java\\.lang\\.(\\w+\\.\\w+)" + WHY);

    private static final int COUNT_OFFSET = 8;
    private static final int CONSTANTS_MAX = 0xFFFF;
    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private final byte[] classFile;
    private final ByteBuffer in;
    // Where each constant stands, by its number; 0 where there is none.
    private final int[] offsets;
    private final int poolEnd;

    private ExitCalls(byte[] classFile) {
        this.classFile = classFile;
        this.in = ByteBuffer.wrap(classFile);
        this.offsets = new int[unsignedShort(COUNT_OFFSET)];
        this.poolEnd = findConstants();
    }

    /// @param classFile as it is in a jar
    /// @return the class to be defined: the same array where it makes no such call
    static byte[] withoutThem(byte[] classFile) {
        try {
            return new ExitCalls(classFile).patched();
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            // No class file; who defines it says so.
            return classFile;
        }
    }

    /// What was called, `System.exit`, where `thrown` comes of such a call.
    static Optional<String> calledBy(Throwable thrown) {
        Matcher call = CALL.matcher(String.valueOf(thrown.getMessage()));
        return thrown instanceof NoSuchMethodError && call.find() ? Optional.of(call.group(1)) : Optional.empty();
    }

    private int findConstants() {
        int offset = COUNT_OFFSET + 2;
        for (int i = 1; i < offsets.length; i++) {
            offsets[i] = offset;
            int tag = in.get(offset);
            offset += 1 + length(tag, offset);
            // JVMS §4.4.5: a long or double takes two numbers.
            if (tag == 5 || tag == 6) {
                i++;
            }
        }
        return offset;
    }

    private int length(int tag, int offset) {
        return switch (tag) {
            case UTF8 -> 2 + unsignedShort(offset + 1);
            case CLASS, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, METHOD, 11, NAME_AND_TYPE, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IndexOutOfBoundsException("no constant has the tag " + tag);
        };
    }

    private byte[] patched() {
        List<Integer> calls = new ArrayList<>();
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] != 0 && in.get(offsets[i]) == METHOD && isForbidden(offsets[i])) {
                calls.add(offsets[i]);
            }
        }
        if (calls.isEmpty()) {
            return classFile;
        }
        if (offsets.length + 2 * calls.size() > CONSTANTS_MAX) {
            throw new ClassFormatError("the class is too large to keep it from ending the server");
        }
        return withOtherNames(calls);
    }

    private boolean isForbidden(int method) {
        String owner = text(offset(offset(method, 1), 1));
        int nameAndType = offset(method, 3);
        return FORBIDDEN.getOrDefault(owner, Set.of()).contains(text(offset(nameAndType, 1)))
                && text(offset(nameAndType, 3)).equals(DESCRIPTOR);
    }

    // Others may use the same names and types: each call gets its own, behind all constants.
    private byte[] withOtherNames(List<Integer> calls) {
        byte[] changed = classFile.clone();
        ByteBuffer out = ByteBuffer.wrap(changed);
        ByteArrayOutputStream added = new ByteArrayOutputStream();
        int next = offsets.length;
        try (DataOutputStream constants = new DataOutputStream(added)) {
            for (int method : calls) {
                int nameAndType = offset(method, 3);
                constants.writeByte(UTF8);
                constants.writeUTF(text(offset(nameAndType, 1)) + WHY);
                constants.writeByte(NAME_AND_TYPE);
                constants.writeShort(next);
                constants.writeShort(unsignedShort(nameAndType + 3));
                out.putShort(method + 3, (short) (next + 1));
                next += 2;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.putShort(COUNT_OFFSET, (short) next);
        ByteArrayOutputStream whole = new ByteArrayOutputStream(changed.length + added.size());
        whole.write(changed, 0, poolEnd);
        whole.writeBytes(added.toByteArray());
        whole.write(changed, poolEnd, changed.length - poolEnd);
        return whole.toByteArray();
    }

    // Where the constant stands whose number is at `offset` and `within`.
    private int offset(int offset, int within) {
        return offsets[unsignedShort(offset + within)];
    }

    private String text(int utf8) {
        int length = unsignedShort(utf8 + 1);
        return new String(classFile, utf8 + 3, length, StandardCharsets.UTF_8);
    }

    private int unsignedShort(int offset) {
        return Short.toUnsignedInt(in.getShort(offset));
    }
}
