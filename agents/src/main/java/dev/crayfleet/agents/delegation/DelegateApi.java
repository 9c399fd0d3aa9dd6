package dev.crayfleet.agents.delegation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Texts;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * What agents can ask, under the address of their attempt. Answers are text that a shell script
 * understands by the status of HTTP, and JSON for who accepts it.
 *
 * <pre>
 * PUT  /files                       a file for a later request; its number
 * POST /delegations                 a form; 201 "number child agent", 202 "number" if undecided
 * GET  /delegations                 a line for each: "number state child agent"
 * GET  /delegations/1?wait=SECONDS  200 its text, 202 not ended, 403 refused, 424 it has failed
 * GET  /delegations/1/files         a line for each: "number child/name"
 * GET  /delegations/1/files/0       the file
 * </pre>
 */
final class DelegateApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TaskGrant grant;
    private final Delegations delegations;
    private final DelegateHead head;
    private final CompletableFuture<Void> gone;

    private DelegateApi(DelegateHead head, CompletableFuture<Void> gone) {
        this.grant = head.grant();
        this.delegations = grant.delegations();
        this.head = head;
        this.gone = gone;
    }

    /**
     * Blocks until there is an answer.
     *
     * @param gone done when nobody waits for it any more
     * @throws InterruptedException likewise
     */
    static DelegateAnswer answer(DelegateHead head, byte[] body, CompletableFuture<Void> gone)
            throws DelegateException, InterruptedException {
        return new DelegateApi(head, gone).answer(body);
    }

    private DelegateAnswer answer(byte[] body) throws DelegateException, InterruptedException {
        List<String> path = head.path();
        String shape =
                "%s %s".formatted(head.method(), path.isEmpty() ? "" : path.getFirst())
                        + (path.size() > 2 ? " " + path.get(2) : "");
        return switch (shape + " " + path.size()) {
            case "PUT files 1" -> upload(body);
            case "POST delegations 1" -> request(body);
            case "GET delegations 1" -> list();
            case "GET delegations 2" -> poll();
            case "GET delegations files 3" -> files();
            case "GET delegations files 4" -> file();
            default ->
                    throw new DelegateException(
                            path.isEmpty() || head.method().equals(HttpMethod.GET) ? 404 : 405,
                            "There is POST and GET /delegations, GET /delegations/1?wait=60, GET /delegations/1/files and PUT /files.");
        };
    }

    private DelegateAnswer upload(byte[] content) throws DelegateException {
        String name = head.fileName();
        if (!FileRef.isSafeName(name)) {
            throw new DelegateException(
                    400,
                    "The header %s is to say the file's name, without a folder."
                            .formatted(DelegateHead.FILE_NAME));
        }
        int number = delegations.files().upload(name, content);
        return head.isJson()
                ? DelegateAnswer.json(201, JSON.objectNode().put("number", number))
                : DelegateAnswer.line(201, Integer.toString(number));
    }

    private DelegateAnswer request(byte[] body) throws DelegateException, InterruptedException {
        DelegationRequest request = DelegateForm.parse(body, delegations.files());
        Child asked = delegations.request(request);
        Child child = await(delegations.decided(asked.number(), grant.limits().decision()));
        return switch (child.state()) {
            case ASKED -> told(202, child, Integer.toString(child.number()));
            case REFUSED -> told(403, child, child.problem());
            case RUNNING, ENDED ->
                    told(201, child, "%d %s %s".formatted(child.number(), child.id(), child.who()));
        };
    }

    private DelegateAnswer list() {
        List<Child> children = delegations.children();
        if (head.isJson()) {
            ArrayNode all = JSON.arrayNode();
            children.forEach(child -> all.add(json(child)));
            return DelegateAnswer.json(200, all);
        }
        StringBuilder lines = new StringBuilder();
        for (Child child : children) {
            lines.append(
                    "%d %s %s %s\n"
                            .formatted(
                                    child.number(),
                                    word(child),
                                    child.id() == null ? "-" : child.id(),
                                    child.who()));
        }
        return DelegateAnswer.text(200, lines.toString());
    }

    private DelegateAnswer poll() throws DelegateException, InterruptedException {
        int number = number(1);
        Duration wait = DelegateForm.wait(head.query());
        Child child =
                wait.isZero()
                        ? delegations.child(number).orElseThrow(() -> Delegations.unknown(number))
                        : await(delegations.ended(number, wait));
        return switch (child.state()) {
            case ASKED, RUNNING -> told(202, child, word(child));
            case REFUSED -> told(403, child, child.problem());
            case ENDED ->
                    !child.hasSucceeded()
                            ? told(424, child, child.problem())
                            : DelegateForm.isWithoutText(head.query())
                                    ? told(200, child, word(child))
                                    : text(child);
        };
    }

    private DelegateAnswer text(Child child) throws DelegateException {
        byte[] text = new ChildFiles(child).result(delegations.files());
        return head.isJson()
                ? DelegateAnswer.json(
                        200, json(child).put("result", new String(text, StandardCharsets.UTF_8)))
                : new DelegateAnswer(200, "text/plain; charset=utf-8", text);
    }

    private DelegateAnswer files() throws DelegateException {
        ChildFiles files = new ChildFiles(ended());
        if (head.isJson()) {
            ArrayNode all = JSON.arrayNode();
            files.paths().forEach(all::add);
            return DelegateAnswer.json(200, all);
        }
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < files.paths().size(); i++) {
            lines.append(i).append(' ').append(files.paths().get(i)).append('\n');
        }
        return DelegateAnswer.text(200, lines.toString());
    }

    private DelegateAnswer file() throws DelegateException {
        return DelegateAnswer.bytes(
                new ChildFiles(ended()).content(number(3), delegations.files()));
    }

    private Child ended() throws DelegateException {
        int number = number(1);
        Child child = delegations.child(number).orElseThrow(() -> Delegations.unknown(number));
        if (child.state() != Child.State.ENDED) {
            throw new DelegateException(409, "Number %d has not ended.".formatted(number));
        }
        return child;
    }

    private int number(int index) throws DelegateException {
        String word = head.path().get(index);
        if (!word.matches("\\d{1,6}")) {
            throw new DelegateException(404, "\"%s\" is no number.".formatted(Texts.oneLine(word)));
        }
        return Integer.parseInt(word);
    }

    private Child await(CompletableFuture<Child> child)
            throws DelegateException, InterruptedException {
        var unused = gone.thenRun(() -> child.cancel(false));
        try {
            return child.get();
        } catch (CancellationException e) {
            throw new InterruptedException("nobody waits for it any more");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DelegateException why
                    ? why
                    : new DelegateException(500, "The runner itself failed on it.");
        }
    }

    private DelegateAnswer told(int status, Child child, String line) {
        return head.isJson()
                ? DelegateAnswer.json(status, json(child))
                : DelegateAnswer.line(status, line);
    }

    private static ObjectNode json(Child child) {
        ObjectNode node = JSON.objectNode().put("number", child.number());
        node.put("state", word(child)).put("agent", child.who());
        if (child.id() != null) {
            node.put("child", child.id().value());
        }
        if (!child.problem().isEmpty()) {
            node.put("reason", child.problem());
        }
        return node;
    }

    private static String word(Child child) {
        return switch (child.state()) {
            case ASKED -> "asked";
            case REFUSED -> "refused";
            case RUNNING -> "running";
            case ENDED -> child.end() == null ? "ended" : child.end().status().word();
        };
    }
}
