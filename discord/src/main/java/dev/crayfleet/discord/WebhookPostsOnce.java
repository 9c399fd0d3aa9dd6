package dev.crayfleet.discord;

import java.io.IOException;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Keeps JDA and its HTTP client from sending a webhook's message again by themselves, after a lost
 * connection or a 502: Discord would post it twice, because it knows no nonces of webhooks. Whoever
 * posts is told of a plain failure instead, and looks whether the message is there.
 */
final class WebhookPostsOnce implements Interceptor {
    /** Which JDA does not try again. */
    private static final int PLAIN_FAILURE = 500;

    private static final int FIRST_FAILURE = 501;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        RequestBody body = request.body();
        if (body == null || !request.method().equals("POST") || !isToWebhook(request)) {
            return chain.proceed(request);
        }
        Request once = request.newBuilder().method("POST", new OneShot(body)).build();
        Response answer;
        try {
            answer = chain.proceed(once);
        } catch (IOException e) {
            return new Response.Builder()
                    .request(request)
                    .protocol(Protocol.HTTP_1_1)
                    .code(PLAIN_FAILURE)
                    .message("no answer")
                    .body(ResponseBody.create("", MediaType.get("text/plain")))
                    .build();
        }
        return answer.code() >= FIRST_FAILURE
                ? answer.newBuilder().code(PLAIN_FAILURE).build()
                : answer;
    }

    /** {@code …/webhooks/ID/TOKEN}. */
    private static boolean isToWebhook(Request request) {
        List<String> path = request.url().pathSegments();
        int at = path.size() - 3;
        return at >= 0 && path.get(at).equals("webhooks");
    }

    /** The same body, which is sent at most once. */
    private static final class OneShot extends RequestBody {
        private final RequestBody body;

        OneShot(RequestBody body) {
            this.body = body;
        }

        @Override
        public @Nullable MediaType contentType() {
            return body.contentType();
        }

        @Override
        public long contentLength() throws IOException {
            return body.contentLength();
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            body.writeTo(sink);
        }

        @Override
        public boolean isOneShot() {
            return true;
        }
    }
}
