package org.postrider.api.pipeline;

/// The name of a processor, as an option: one that does not exist is an error when the configuration is read.
public record ProcessorName(String name) {
    public ProcessorName {
        if (name.isBlank()) {
            throw new IllegalArgumentException("say which processor");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
