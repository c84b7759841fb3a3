import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'

export interface DemoVisit {
  readonly patient: string
  readonly expert: string
  readonly specialty: Specialty
  readonly language: SpokenLanguage
  /** It was on the last day of the expert's at least so many days ago. */
  readonly daysAgo: number
  /** After the shift began. */
  readonly minutesIntoShift: number
  readonly minutes: number
  readonly minutesWaited: number
  readonly complaint: string
  readonly note: {
    readonly subjective: string
    readonly objective: string
    readonly assessment: string
    readonly plan: string
    readonly advice: string
    readonly followUp: string
  }
  readonly addenda: readonly { readonly hoursLater: number; readonly body: string }[]
}

/** What has been held: signed notes, some with addenda. */
export const demoVisits: readonly DemoVisit[] = [
  {
    patient: 'meiling',
    expert: 'cai.guodong',
    specialty: 'respiratory',
    language: 'wuu-wz',
    daysAgo: 16,
    minutesIntoShift: 95,
    minutes: 17,
    minutesWaited: 11,
    complaint: '感冒好了以后还咳了快三个星期，夜里咳得多，没有痰，怕是肺炎。',
    note: {
      subjective:
        '上呼吸道感染后干咳近3周，夜间及冷空气刺激后明显，无发热、无咯血、无胸痛，不吸烟。无哮喘史。两周前当地胸片未见异常。',
      objective: '视频所见：神清，言语连贯，无气促。自测体温36.6℃，指脉氧98%。胸片报告（意大利语）已阅：未见实变。',
      assessment: '感染后咳嗽可能性大；咳嗽变异性哮喘待排。',
      plan: '先观察并对症：右美沙芬睡前。若两周无改善，建议当地行肺功能及支气管激发试验。',
      advice:
        '您的胸片没有问题，不像肺炎。这种咳嗽多半会自己慢慢好。睡前可以吃右美沙芬一次，屋里保持湿润，出门戴口罩挡冷风。如果发烧、咳血、喘不上气，请马上去当地急诊。',
      followUp: '两周后若仍咳嗽，再约呼吸科；带上肺功能结果。',
    },
    addenda: [
      {
        hoursLater: 20,
        body: '患者次日补传去年的过敏原检测报告：尘螨(++)。补充建议：每周热水洗床单，卧室不铺地毯。诊断意见不变。',
      },
    ],
  },
  {
    patient: 'zixuan',
    expert: 'jin.chenxi',
    specialty: 'paediatrics',
    language: 'cmn',
    daysAgo: 9,
    minutesIntoShift: 130,
    minutes: 14,
    minutesWaited: 19,
    complaint: '孩子肚子疼两天，今天拉了四次，有点低烧。',
    note: {
      subjective: '腹痛、腹泻2天，今日水样便4次，无脓血，呕吐1次，最高体温37.8℃。班上有同学类似。进食少，小便正常。',
      objective: '视频所见：精神可，口唇湿润，眼窝无凹陷。家长按压脐周示轻压痛，右下腹按压无反跳痛表现。',
      assessment: '急性胃肠炎，轻度，无明显脱水。',
      plan: '口服补液盐III少量多次；蒙脱石散；暂不用抗生素。',
      advice:
        '孩子现在没有脱水。口服补液盐按说明冲开，每次一小勺，多喂几次，比喝白开水好。这两天吃粥和面条，不喝果汁汽水。如果疼痛移到右下肚子、便里带血、半天没有小便或者叫不醒，马上去急诊。',
      followUp: '两天内没有好转再来看。',
    },
    addenda: [],
  },
  {
    patient: 'afu',
    expert: 'xiang.zhigang',
    specialty: 'internalMedicine',
    language: 'wuu-wz',
    daysAgo: 5,
    minutesIntoShift: 40,
    minutes: 22,
    minutesWaited: 8,
    complaint: '我爸血压这几天早上一直一百六七，国内带来的药快吃完了，这边能买到什么药？',
    note: {
      subjective:
        '高血压12年，服氨氯地平5mg每日一次。近一周晨起家测160–170/90–95 mmHg，无头痛、胸闷、肢体无力。药余5片。饮食偏咸。',
      objective: '视频示范测压（上臂式，静坐5分钟）：162/92 mmHg，心率74。双下肢无水肿。',
      assessment: '原发性高血压2级，目前控制不佳。',
      plan: '氨氯地平继续，建议当地家庭医生处方（意大利同名 amlodipina 5 mg），并评估加用ACEI/ARB；查肾功能、电解质、尿蛋白。',
      advice:
        '药不能停。当地药名是 amlodipina 5 mg，请带着这张医嘱找家庭医生（medico di base）开。每天早晚各量一次血压记下来，少吃咸菜酱油。如果突然说话不清、手脚没力、胸口痛，马上打 112。',
      followUp: '一周后带血压记录复诊。',
    },
    addenda: [
      {
        hoursLater: 3,
        body: '应家属要求补充意大利语药名：amlodipina besilato 5 mg, 1 compressa al giorno, al mattino。',
      },
    ],
  },
  {
    patient: 'xiaohong',
    expert: 'shen.peilan',
    specialty: 'obstetricsGynaecology',
    language: 'cmn',
    daysAgo: 12,
    minutesIntoShift: 70,
    minutes: 16,
    minutesWaited: 25,
    complaint: '产后四个月，月经还没来，还在喂奶，正常吗？',
    note: {
      subjective: '顺产后4个月，混合喂养，未来月经，无下腹痛、无溢液异常。未避孕。',
      objective: '视频问诊，一般情况好。自测尿妊娠试验阴性。',
      assessment: '哺乳期闭经，考虑生理性。',
      plan: '无需用药。建议避孕；断奶后3个月仍不来潮再查性激素及B超。',
      advice:
        '还在喂奶，月经不来是正常的。但不来月经也可能怀孕，请记得避孕，哺乳期可以用避孕套。断奶三个月后还不来，再来找我们。',
      followUp: '断奶后3个月，必要时。',
    },
    addenda: [],
  },
  {
    patient: 'xiuying',
    expert: 'ji.rentang',
    specialty: 'tcm',
    language: 'cmn',
    daysAgo: 19,
    minutesIntoShift: 150,
    minutes: 25,
    minutesWaited: 33,
    complaint: '腰腿痛多年，冬天加重，想调理一下。',
    note: {
      subjective: '腰痛反复十余年，遇寒加重，得温则舒，右下肢时有酸麻，无大小便障碍。纳可，夜尿2次，畏寒。',
      objective: '视频望诊：面色少华，舌淡胖有齿痕，苔白。直腿抬高（家属协助）右侧约60°诱发酸麻。',
      assessment: '腰痹，寒湿兼肾阳不足；腰椎间盘突出待排。',
      plan: '独活寄生汤加减，当地中药房抓药7剂；局部热敷；避免弯腰提重。建议当地腰椎MRI。',
      advice:
        '药每天一剂，早晚饭后温服。腰部用热水袋敷二十分钟，一天两次，注意别烫伤。如果腿突然没力、大小便控制不住，马上去医院，不要等。',
      followUp: '服完七剂复诊。',
    },
    addenda: [],
  },
  {
    patient: 'yifan',
    expert: 'wu.jiayi',
    specialty: 'psychologicalCounselling',
    language: 'cmn',
    daysAgo: 7,
    minutesIntoShift: 200,
    minutes: 46,
    minutesWaited: 14,
    complaint: '学习压力大，睡不好，想找人说说。',
    note: {
      subjective: '留学第三年，近一月入睡困难，担心挂科及家庭经济，回避同学。否认自伤、自杀想法，无饮酒。',
      objective: '语速略快，情绪焦虑，思维连贯。PHQ-9 7分，GAD-7 11分。',
      assessment: '适应问题伴焦虑情绪，中度。',
      plan: '认知行为取向支持性咨询，约4次；睡眠卫生；告知校内心理中心及危机热线9-8-8。',
      advice:
        '您愿意说出来，已经很好了。先试三件事：固定时间起床；睡前一小时把手机放到房间外面；每天把担心写下来，只写十五分钟。如果有伤害自己的念头，任何时候都可以打 9-8-8，或者回到这里。',
      followUp: '一周后同一时间。',
    },
    addenda: [],
  },
  {
    patient: 'zhengwei',
    expert: 'zhou.ming',
    specialty: 'generalPractice',
    language: 'cmn',
    daysAgo: 4,
    minutesIntoShift: 310,
    minutes: 12,
    minutesWaited: 6,
    complaint: '右脚大脚趾根又红又肿，疼得走不了路。',
    note: {
      subjective:
        '昨夜起右第一跖趾关节红肿剧痛，前日聚餐饮酒、食海鲜。两年前类似发作一次。无外伤、无发热。肾功能史不详。',
      objective: '视频所见：右第一跖趾关节明显红肿，皮温高（家属触诊），未见破溃。',
      assessment: '急性痛风性关节炎可能性大。',
      plan: '排除胃溃疡史后：萘普生短程；休息、抬高、冷敷。两周后当地查尿酸、肾功能。',
      advice:
        '多半是痛风。这几天不喝酒、不吃海鲜和动物内脏，每天喝水两升以上。止痛药饭后吃，最多五天；胃痛或者黑便就停药并告诉我们。如果发烧、红肿往上爬，去急诊。',
      followUp: '两周后带尿酸结果来。',
    },
    addenda: [],
  },
  {
    patient: 'haoran',
    expert: 'xia.yutong',
    specialty: 'paediatrics',
    language: 'cmn',
    daysAgo: 13,
    minutesIntoShift: 35,
    minutes: 11,
    minutesWaited: 9,
    complaint: '身上起了很多小水泡，幼儿园说要医生看过才能去。',
    note: {
      subjective: '4岁，发热1天后躯干、头皮出现红色丘疹及水疱，痒。班内有水痘病例。疫苗接种1剂。',
      objective: '视频所见：躯干散在丘疹、水疱、少许结痂并存，精神好。',
      assessment: '水痘，轻型。',
      plan: '炉甘石外用，剪短指甲，退热用对乙酰氨基酚；不用阿司匹林及布洛芬。全部结痂前居家。',
      advice:
        '是水痘，会自己好。水泡痒的时候涂炉甘石，指甲剪短不要抓。发烧只用对乙酰氨基酚，不要用布洛芬和阿司匹林。水泡全部结痂才能回幼儿园，大约一个星期。家里有孕妇请告诉我们。',
      followUp: '如精神差、呕吐、走路不稳，立即就诊。',
    },
    addenda: [],
  },
  {
    patient: 'mengjie',
    expert: 'zheng.lina',
    specialty: 'generalPractice',
    language: 'cmn',
    daysAgo: 8,
    minutesIntoShift: 240,
    minutes: 13,
    minutesWaited: 16,
    complaint: '小便又急又痛，一天跑十几趟厕所。',
    note: {
      subjective: '尿频、尿急、尿痛2天，无发热、腰痛、血尿，无妊娠可能，无药物过敏。一年内首次。',
      objective: '自测体温36.8℃。家用试纸：白细胞(++)，亚硝酸盐阳性。',
      assessment: '急性单纯性膀胱炎。',
      plan: '当地处方磷霉素氨丁三醇3 g单次；多饮水。',
      advice:
        '是膀胱发炎。药粉睡前排空小便后，用半杯水冲服，只吃一次。多喝水，不要憋尿。如果发烧、腰痛、发抖，当天去医院。',
      followUp: '三天不好再来。',
    },
    addenda: [],
  },
  {
    patient: 'guohua',
    expert: 'huang.zhiyuan',
    specialty: 'generalPractice',
    language: 'wuu-wz',
    daysAgo: 3,
    minutesIntoShift: 180,
    minutes: 18,
    minutesWaited: 5,
    complaint: '糖尿病的药这边医生换了牌子，不知道跟原来的是不是一样。',
    note: {
      subjective:
        '2型糖尿病9年，原服二甲双胍0.5 g每日三次，当地改为缓释1000 mg每日一次晚餐后，已服10天，无腹泻、低血糖。',
      objective: '空腹血糖自测6.8–7.4 mmol/L（122–133 mg/dL）。药盒照片已核对：metformin ER 1000 mg。',
      assessment: '2型糖尿病，血糖控制可；换药剂型合理。',
      plan: '继续缓释剂型；3个月复查糖化血红蛋白、肾功能。',
      advice:
        '两种是同一个药，新的药效放得慢，一天吃一次就够，跟晚饭一起吃，不能掰开。原来的药收起来，不要两种一起吃。每周量两次空腹血糖记下来。',
      followUp: '三个月后。',
    },
    addenda: [{ hoursLater: 26, body: '家属来电核对：原国产二甲双胍已停用，家中剩余药片已单独存放。' }],
  },
  {
    patient: 'guizhen',
    expert: 'liu.sijia',
    specialty: 'psychologicalCounselling',
    language: 'cmn',
    daysAgo: 2,
    minutesIntoShift: 65,
    minutes: 41,
    minutesWaited: 21,
    complaint: '老伴生病以后我整夜睡不着，一个人看店，心里发慌。',
    note: {
      subjective: '丈夫高血压住院后近两月失眠、易哭，独自经营百元店，子女在外地。否认轻生念头。食欲尚可。',
      objective: '情绪低落，谈及丈夫流泪，能自行平复。PHQ-9 9分。',
      assessment: '照护者压力，轻度抑郁情绪。',
      plan: '支持性咨询；建议与子女排班看店；介绍本地互助群。两周后复评，必要时转精神科。',
      advice:
        '您照顾别人太久了，也该有人照顾您。先跟孩子们说好，每周有一个下午不看店。睡不着就起来坐一会儿，不要看钟。互助群里有几位阿姨和您情况相近，可以先听听。',
      followUp: '两周后。',
    },
    addenda: [],
  },
  {
    patient: 'xiaoqin',
    expert: 'xu.anna',
    specialty: 'publicAffairs',
    language: 'it',
    daysAgo: 6,
    minutesIntoShift: 55,
    minutes: 19,
    minutesWaited: 4,
    complaint: '居留卡在更新，收据过期了，还能不能看家庭医生？',
    note: {
      subjective: '居留许可更新中，持邮局回执，卫生卡（tessera sanitaria）上月到期，诊所拒绝挂号。',
      objective: '已阅回执照片：当年受理，有效。',
      assessment: '更新期间仍享有国家卫生系统登记权利。',
      plan: '带回执到当地 ASL 窗口延长登记；附法条摘要供出示。',
      advice:
        '更新期间您看家庭医生的权利没有断。带上邮局回执、护照和旧卡去 ASL 窗口，说 "rinnovo iscrizione SSN con ricevuta"。急诊任何时候都不能拒绝您。',
      followUp: '若窗口拒绝，请把对方姓名和理由记下，再联系我们。',
    },
    addenda: [],
  },
]
