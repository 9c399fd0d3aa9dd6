package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Whatever people and agents name things, it stays text. */
class PageSafetyIT extends PageTestBase {
    private static final String HTML = "<img src=x onerror=window.pwned=1><b>x</b>";

    /** Looks like {@code photo-exe.png} where directions of writing are obeyed. */
    private static final String TURNED = "photo-\u202Egnp.exe";

    @Test
    void namesTopicsAndFilesNeverBecomeHtml() {
        discord.raw().newChannel("odd", JsonTrees.object().put("topic", HTML).toString());
        discord.raw().post(discord.channelId("results"), hostileMessage().toString());
        open(1280, 800);
        browser.withText(in("results", ".content"), HTML);
        assertThat(browser.one(in("results", ".author")).getText()).isEqualTo(HTML);
        assertThat(browser.one(in("results", ".file-name a")).getText())
                .isEqualTo("photo-\uFFFDgnp.exe");
        assertThat(browser.one(in("results", ".embed-title")).getText()).isEqualTo(HTML);
        assertThat(browser.one(in("odd", ".topic")).getText()).isEqualTo(HTML);
        assertThat(browser.all("main b, main img")).isEmpty();
        assertThat(browser.script("return window.pwned === undefined")).isEqualTo(true);
    }

    private static ObjectNode hostileMessage() {
        ObjectNode message = JsonTrees.object().put("content", HTML);
        message.putObject("author")
                .put("id", "1")
                .put("username", HTML)
                .put("discriminator", "0000")
                .put("bot", true);
        message.putArray("embeds")
                .addObject()
                .put("title", HTML)
                .put("url", "javascript:window.pwned=1")
                .putObject("footer")
                .put("text", HTML);
        message.putArray("attachments")
                .addObject()
                .put("id", "2")
                .put("filename", TURNED)
                .put("size", 3)
                .put("content_type", "application/octet-stream")
                .put("url", "javascript:window.pwned=1");
        return message;
    }

    @Test
    void theBrowserRefusesHtmlScriptsAndOtherHosts() {
        open(1280, 800);
        assertThat(browser.script(REFUSED)).isEqualTo("html script host");
        assertThat(browser.script(HOSTS)).isEqualTo(true);
    }

    /** Tries what an attacker would, and says what did not work. */
    private static final String REFUSED =
            """
            const refused = [];
            try {
              document.createElement('p').innerHTML = '<b>x</b>';
            } catch (failure) {
              refused.push('html');
            }
            const script = document.createElement('script');
            try {
              script.text = 'window.pwned = 1';
              document.head.append(script);
            } catch (failure) {
              // refused already when the text was set
            }
            if (window.pwned === undefined) refused.push('script');
            return fetch('http://127.0.0.1:9/').then(
              () => refused.join(' '),
              () => new Promise((done) => {
                const seen = ({ violatedDirective }) => {
                  if (violatedDirective === 'connect-src') done([...refused, 'host'].join(' '));
                };
                document.addEventListener('securitypolicyviolation', seen);
                fetch('http://127.0.0.1:9/').catch(() => {});
              }),
            );
            """;

    private static final String HOSTS =
            "return performance.getEntriesByType('resource').length > 20"
                    + " && performance.getEntriesByType('resource')"
                    + ".every(each => new URL(each.name).host === location.host)";
}
