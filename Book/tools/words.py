"""The few words that the builder itself writes, in both languages."""

WORDS = {
    "en": {
        "book": "Softmax regression, line by line", "contents": "Contents", "exercise": "Exercise", "answer": "Answer",
        "output": "It prints", "stop": ".", "previous": "Previous", "next": "Next", "skip": "To the text", "other": "中文",
        "ways": "Chapters before and after", "large": "Open the picture by itself",
        "time": "About {minutes} minutes", "time_exercise": "About {minutes} minutes, with one exercise",
        "time_exercises": "About {minutes} minutes, with {count} exercises",
        "time_whole": "About {hours} hours and {rest} minutes in all, with {count} exercises",
        "time_hours": "About {hours} hours in all, with {count} exercises",
        "still": "This page has a figure that moves in the book's site (`make book`).",
        "script": "This figure needs JavaScript. The text says what it shows.",
        "index": "Ten short chapters on one method: what it is, why it works, and each line of it run.",
    },
    "zh": {
        "book": "一行一行学 softmax 回归", "contents": "目录", "exercise": "练习", "answer": "答案",
        "output": "输出", "stop": "。", "previous": "上一章", "next": "下一章", "skip": "跳到正文", "other": "English",
        "ways": "前后章节", "large": "单独打开图片",
        "time": "阅读约需 {minutes} 分钟", "time_exercise": "阅读约需 {minutes} 分钟，含 1 道练习",
        "time_exercises": "阅读约需 {minutes} 分钟，含 {count} 道练习",
        "time_whole": "全书阅读约需 {hours} 小时 {rest} 分钟，含 {count} 道练习",
        "time_hours": "全书阅读约需 {hours} 小时，含 {count} 道练习",
        "still": "本页有一个可以操作的图，请看用 `make book` 生成的网站。",
        "script": "这个图需要 JavaScript。正文说明了图中的内容。",
        "index": "十个短章，讲清一种方法：它是什么，为什么成立，每一行代码都真的跑过。",
    },
}
CODES = {"en": "en", "zh": "zh-Hans"}
