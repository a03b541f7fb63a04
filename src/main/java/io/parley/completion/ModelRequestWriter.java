package io.parley.completion;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes a request straight into what is sent, so that nobody keeps its JSON while the model thinks. */
@Singleton
final class ModelRequestWriter implements MessageBodyWriter<ModelRequest> {
    private final ObjectWriter writer;

    ModelRequestWriter(ObjectMapper mapper) {
        this.writer = mapper.writerFor(ModelRequest.class);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == ModelRequest.class;
    }

    @Override
    public void writeTo(
            ModelRequest request,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream body)
            throws IOException {
        writer.writeValue(body, request);
    }
}
